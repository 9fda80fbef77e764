package sqlite

import (
	"database/sql/driver"
	"time"

	"proffer/engine"
)

type driverValue = driver.Value

const consentColumns = `SELECT c.purpose, c.version, c.given, c.question, c.until, c.at, c.rev, r.id
	FROM consents c LEFT JOIN responses r ON r.subject = c.subject AND r.rev = c.rev`

func consentOf(row []driverValue) engine.Consent {
	return engine.Consent{Purpose: row[0].(string), Version: row[1].(string), Given: row[2].(int64) == 1, Question: row[3].(string),
		Until: moment(row[4].(int64)), At: moment(row[5].(int64)), Rev: row[6].(int64), Response: id(blob(row[7]))}
}

// standing picks the newest consent of each purpose from a list in the order of rev. A newest one
// that has ended leaves none: what stood before it does not come back.
func standing(list []engine.Consent, now time.Time) map[string]engine.Consent {
	out := make(map[string]engine.Consent, len(list))
	for _, c := range list {
		out[c.Purpose] = c
	}
	for purpose, c := range out {
		if ended(c.Until, now) {
			delete(out, purpose)
		}
	}
	return out
}
