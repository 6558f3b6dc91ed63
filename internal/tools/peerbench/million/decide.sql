-- The same rules in SQL, with what is unknown as NULL.
COPY (
  WITH leads AS (
    SELECT * FROM read_csv('LEADS', header = true, columns = {
      'id': 'VARCHAR', 'title': 'VARCHAR', 'email': 'VARCHAR', 'region': 'VARCHAR', 'employees': 'DOUBLE',
      'industry': 'VARCHAR', 'budget': 'DOUBLE', 'timeline': 'DOUBLE', 'source': 'VARCHAR'})
  ), outcomes AS (
    SELECT id,
      regexp_matches(title, '\bstudent\b', 'i') AS student,
      3 * (employees BETWEEN 50 AND 5000)::INT AS size,
      2 * (industry IN ('software', 'education', 'retail'))::INT AS industry,
      CASE WHEN title IS NULL THEN NULL WHEN regexp_matches(title, '\bvp\b', 'i') THEN 1 WHEN regexp_matches(title, '\bdirector\b', 'i') THEN 0.5 ELSE 0 END AS title,
      CASE WHEN budget IS NULL THEN NULL WHEN budget >= 50000 THEN 20 WHEN budget >= 10000 THEN 10 ELSE 0 END AS budget,
      15 * (source IN ('webinar', 'referral'))::INT AS source,
      5 * (region = 'EMEA')::INT AS region,
      20 * (timeline <= 90)::INT AS soon,
      10 * (split_part(lower(email), '@', 2) NOT IN ('gmail.com', 'yahoo.com', 'hotmail.com', 'outlook.com', 'gmx.de'))::INT AS business
    FROM leads
  ), sums AS (
    SELECT id, student,
      coalesce(size, 0) + coalesce(industry, 0) + coalesce(title, 0) AS fit,
      coalesce(budget, 0) + coalesce(source, 0) + coalesce(region, 0) + coalesce(soon, 0) + coalesce(business, 0) AS low,
      coalesce(budget, 20) + coalesce(source, 15) + coalesce(region, 5) + coalesce(soon, 20) + coalesce(business, 10) AS high
    FROM outcomes
  )
  SELECT id AS lead_id,
    CASE WHEN student THEN 'disqualified' WHEN low < 40 THEN 'nurture' WHEN fit >= 0.6 * 6 THEN 'mql' ELSE 'research' END AS status,
    {'points': low, 'low': low, 'high': high} AS score
  FROM sums
) TO 'DECISIONS' (FORMAT json);
