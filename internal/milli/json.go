package milli

import "fmt"

// Unmarshal reads a JSON number into v, for UnmarshalJSON methods. As the
// convention there asks, null leaves v as it was; so does an error, which
// quotes the text and wraps one of Parse's.
func Unmarshal[T ~int64](data []byte, v *T) error { return unmarshal(data, v, Parse) }

// UnmarshalSum is Unmarshal for a number up to MaxSum.
func UnmarshalSum[T ~int64](data []byte, v *T) error { return unmarshal(data, v, ParseSum) }

func unmarshal[T ~int64](data []byte, v *T, parse func(string) (int64, error)) error {
	if string(data) == "null" {
		return nil
	}
	n, err := parse(string(data))
	if err != nil {
		return fmt.Errorf("%.40s: %w", data, err)
	}
	*v = T(n)
	return nil
}
