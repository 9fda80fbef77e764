package sqlite

import (
	"encoding/json"

	"proffer/engine"
	"proffer/forms/fault"
)

// count adds a response's choices, and publishes the form's counts at each multiple of the step.
// Counts name nobody and stay.
func (st *Store) count(f *form, votes []engine.Vote, step int64) error {
	if len(votes) == 0 {
		return nil
	}
	for _, v := range votes {
		if _, err := st.s.exec("INSERT INTO votes (form, question, value, count) VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
			f.id, v.Question, v.Value); err != nil {
			return err
		}
	}
	st.add(f, &f.votes, 1)
	if step <= 0 || f.votes%step != 0 {
		return nil
	}
	counts := map[string]map[string]int64{}
	if err := st.s.query(func(row []driverValue) error {
		q := row[0].(string)
		if counts[q] == nil {
			counts[q] = map[string]int64{}
		}
		counts[q][row[1].(string)] = row[2].(int64)
		return nil
	}, "SELECT question, value, count FROM votes WHERE form = ?", f.id); err != nil {
		return err
	}
	raw, err := json.Marshal(counts)
	if err != nil {
		return refuse(fault.Wrap(fault.Internal, err, ""))
	}
	_, err = st.s.exec("INSERT INTO results (form, votes, counts) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET votes = ?2, counts = ?3", f.id, f.votes, raw)
	return err
}
