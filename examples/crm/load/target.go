package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// target is a copy of the service, in a process of its own.
type target struct {
	name     string
	url      string
	process  *exec.Cmd
	receiver *httptest.Server
	received atomic.Int64
	sent     int64
	leads    int // so far, so that no id comes twice
	client   *http.Client
}

func start(ctx context.Context, name, file string) (*target, error) {
	t := &target{name: name, client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	t.receiver = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		t.received.Add(1)
	}))
	t.process = exec.CommandContext(ctx, os.Args[0], "serve", name, file)
	t.process.Env = append(os.Environ(), "CRM_LOAD_RECEIVER="+t.receiver.URL)
	t.process.Stderr = os.Stderr
	out, err := t.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := t.process.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("%s did not start: %w", name, err)
	}
	t.url = strings.TrimSpace(line)
	return t, nil
}

func (t *target) stop() {
	t.process.Process.Signal(syscall.SIGINT)
	t.process.Wait()
	t.receiver.Close()
}

// memory is the resident memory of the process, in bytes; 0 where that is not
// known.
func (t *target) memory() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", t.process.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if text, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(text)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}

// cpu is the processor time that the process has used; 0 where that is not
// known.
func (t *target) cpu() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", t.process.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // behind the name, which may have spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * (time.Second / 100) // Linux counts in hundredths
}

// activities are what every lead does, one after the other, so that it becomes
// an MQL on the way.
var activities = []string{
	`{"type": "page_view", "url": "https://tideline.example/courses"}`,
	`{"type": "webinar", "subject": "Training that sticks"}`,
	`{"type": "page_view", "url": "https://tideline.example/pricing"}`,
	`{"type": "page_view", "url": "https://tideline.example/courses"}`,
	`{"type": "trial"}`,
}

func newLead(id string) string {
	return fmt.Sprintf(`{"id": %q, "person": {"name": "Ada Brook", "email": "ada@shore.example", "job_title": "Head of Learning", "region": "EMEA"},
		"company": {"name": "Shore", "domain": "shore.example", "industry": "health", "employees": 320}, "source": "webinar"}`, id)
}

// result is how a turn went.
type result struct {
	requests int
	took     time.Duration // with the webhooks
	cpu      time.Duration // of the service; 0 where that is not known
	p50, p99 time.Duration
}

// drive sends requests for a turn, and waits until the webhooks of all of them
// have come: what is left over counts as time too.
func (t *target) drive(ctx context.Context, turn time.Duration, workers int) (result, error) {
	begin, cpu := time.Now(), t.cpu()
	var all sync.WaitGroup
	times := make([][]time.Duration, workers)
	errs := make([]error, workers)
	base := t.leads
	most := make([]int, workers)
	for w := range workers {
		all.Go(func() {
			post := func(path, body string) bool {
				from := time.Now()
				errs[w] = t.post(ctx, path, body)
				times[w] = append(times[w], time.Since(from))
				return errs[w] == nil && time.Since(begin) < turn
			}
			for i := 0; ; i++ {
				most[w] = i + 1
				id := fmt.Sprintf("L-%d", base+i*workers+w)
				if !post("/v1/leads", newLead(id)) {
					return
				}
				for _, a := range activities {
					if !post("/v1/leads/"+id+"/activities", a) {
						return
					}
				}
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return result{}, err
		}
	}
	t.leads = base + slices.Max(most)*workers
	every := slices.Sorted(slices.Values(slices.Concat(times...)))
	t.sent += int64(len(every))
	for deadline := time.Now().Add(time.Minute); t.received.Load() < t.sent; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			return result{}, fmt.Errorf("%s: %d of %d webhooks came", t.name, t.received.Load(), t.sent)
		}
	}
	return result{
		requests: len(every), took: time.Since(begin), cpu: t.cpu() - cpu,
		p50: every[len(every)/2], p99: every[len(every)*99/100],
	}, nil
}

func (t *target) post(ctx context.Context, path, body string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := t.client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s: %s: %s", path, response.Status, text)
	}
	return err
}
