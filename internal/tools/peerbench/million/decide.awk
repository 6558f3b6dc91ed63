# The same rules in awk: an empty field is unknown.
BEGIN { FS = "," }
NR == 1 { next }
{
  title = " " tolower($2) " "; low = high = fit = 0
  if ($5 != "" && $5 >= 50 && $5 <= 5000) fit += 3
  if ($6 == "software" || $6 == "education" || $6 == "retail") fit += 2
  if (title ~ /[^a-z0-9]vp[^a-z0-9]/) fit += 1
  else if (title ~ /[^a-z0-9]director[^a-z0-9]/) fit += 0.5
  if ($7 == "") high += 20
  else if ($7 >= 50000) { low += 20; high += 20 }
  else if ($7 >= 10000) { low += 10; high += 10 }
  if ($9 == "") high += 15
  else if ($9 == "webinar" || $9 == "referral") { low += 15; high += 15 }
  if ($4 == "") high += 5
  else if ($4 == "EMEA") { low += 5; high += 5 }
  if ($8 == "") high += 20
  else if ($8 <= 90) { low += 20; high += 20 }
  if ($3 == "") high += 10
  else {
    domain = tolower(substr($3, index($3, "@") + 1))
    if (domain != "gmail.com" && domain != "yahoo.com" && domain != "hotmail.com" && domain != "outlook.com" && domain != "gmx.de") { low += 10; high += 10 }
  }
  if (title ~ /[^a-z0-9]student[^a-z0-9]/) status = "disqualified"
  else if (low < 40) status = "nurture"
  else if (fit >= 3.6) status = "mql"
  else status = "research"
  printf "{\"lead_id\":\"%s\",\"status\":\"%s\",\"score\":{\"points\":%d,\"low\":%d,\"high\":%d}}\n", $1, status, low, low, high
}
