package rule

import (
	"strconv"
	"strings"
)

// Nearest gives the candidate that name was probably meant to be: the one with the fewest edits,
// if they are few for the length of the name; "" if none is near or a word is longer than 80 bytes.
func Nearest(name string, candidates []string) string {
	if len(name) > 80 {
		return ""
	}
	best, fewest := "", 1+len([]rune(name))/3
	for _, c := range candidates {
		if len(c) > 80 {
			continue
		}
		if d := distance(strings.ToLower(name), strings.ToLower(c)); d < fewest || best == "" && d == fewest {
			best, fewest = c, d
		}
	}
	return best
}

// distance is Levenshtein's: the number of insertions, deletions and replacements of one
// character that lead from a to b.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		diagonal := row[0]
		row[0] = i + 1
		for j := range t {
			cost := diagonal
			if s[i] != t[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(t)]
}

// among lists what may be used, the nearest first, e.g. `did you mean "roast"? The values are ...`.
func among(name, what string, candidates []string) string {
	if len(candidates) == 0 {
		return "there are no " + what + " here"
	}
	s := what + ": " + listing(candidates)
	if near := Nearest(name, candidates); near != "" && near != name {
		s = "did you mean " + strconv.Quote(near) + "? " + s
	}
	return s
}

func listing(names []string) string {
	const shown = 20
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:shown], ", ") + " and " + strconv.Itoa(len(names)-shown) + " more"
}

// quote shows a word of the rule in a message, shortened where it is long.
func quote(s string) string {
	const shown = 40
	if r := []rune(s); len(r) > shown {
		s = string(r[:shown]) + "..."
	}
	return strconv.Quote(s)
}
