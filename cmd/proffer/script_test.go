package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long a script waits for what a server does in its own time.
const patience = 30 * time.Second

// journey is what one script has running.
type journey struct{ processes map[string]*process }

type process struct {
	cmd  *exec.Cmd
	done chan error
}

type journeyKey struct{}

func newJourney(env *testscript.Env) error {
	j := &journey{processes: map[string]*process{}}
	env.Values[journeyKey{}] = j
	// The race detector has each process wait a second at its end for reports of other goroutines.
	env.Setenv("GORACE", "atexit_sleep_ms=50")
	env.Setenv("SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	env.Defer(func() {
		for _, p := range j.processes {
			_ = p.cmd.Process.Kill() // it may have ended
			<-p.done
		}
	})
	return nil
}

func journeyOf(ts *testscript.TestScript) *journey { return ts.Value(journeyKey{}).(*journey) }

// startCmd is `start NAME program args...`: it runs in the background, its output in NAME.out and
// NAME.err.
func startCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: start NAME program args...")
	}
	name := args[0]
	path, err := lookPath(ts.Getenv("PATH"), args[1])
	ts.Check(err)
	cmd := exec.Command(path, args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "PATH="+ts.Getenv("PATH"), "HOME="+ts.Getenv("HOME"), "TMPDIR="+ts.Getenv("WORK")+"/.tmp",
		"GORACE="+ts.Getenv("GORACE"))
	out, err := os.Create(ts.MkAbs(name + ".out"))
	ts.Check(err)
	errs, err := os.Create(ts.MkAbs(name + ".err"))
	ts.Check(err)
	cmd.Stdout, cmd.Stderr = out, errs
	ts.Check(os.MkdirAll(ts.Getenv("WORK")+"/.tmp", 0o700))
	ts.Check(cmd.Start())
	p := &process{cmd: cmd, done: make(chan error, 1)}
	journeyOf(ts).processes[name] = p
	go func() {
		p.done <- cmd.Wait()
		close(p.done)
		out.Close()
		errs.Close()
	}()
}

// lookPath finds a program on the script's own path, where testscript puts proffer.
func lookPath(path, name string) (string, error) {
	for _, dir := range strings.Split(path, string(os.PathListSeparator)) {
		if info, err := os.Stat(dir + "/" + name); err == nil && info.Mode()&0o111 != 0 {
			return dir + "/" + name, nil
		}
	}
	return "", fmt.Errorf("no %s on the script's path", name)
}

// awaitCmd is `await FILE PATTERN [NAME]`: it waits until the file matches, and puts the pattern's
// first group into the environment as NAME. With ! it fails if the file matches now.
func awaitCmd(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: await FILE PATTERN [NAME]")
	}
	pattern, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	deadline := time.Now().Add(patience)
	for {
		raw, err := os.ReadFile(ts.MkAbs(args[0]))
		match := pattern.FindSubmatch(raw)
		switch {
		case neg && match != nil:
			ts.Fatalf("%s matches %q", args[0], args[1])
		case neg:
			return
		case match != nil:
			if len(args) == 3 {
				ts.Setenv(args[2], string(match[len(match)-1]))
			}
			return
		case time.Now().After(deadline):
			ts.Fatalf("%s does not match %q: %v\n%s", args[0], args[1], err, raw)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// endCmd is `end NAME [SIGNAL]`: INT (the default), TERM or KILL ends the process, and it has to
// exit with 0 in time, except after KILL. HUP only delivers the signal.
func endCmd(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: end NAME [INT|TERM|KILL|HUP]")
	}
	p := journeyOf(ts).processes[args[0]]
	if p == nil {
		ts.Fatalf("nothing was started as %s", args[0])
	}
	signals := map[string]syscall.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM, "KILL": syscall.SIGKILL, "HUP": syscall.SIGHUP}
	name := "INT"
	if len(args) == 2 {
		name = args[1]
	}
	ts.Check(p.cmd.Process.Signal(signals[name]))
	if name == "HUP" {
		return
	}
	select {
	case err := <-p.done:
		if name != "KILL" && (err != nil) != neg {
			ts.Fatalf("%s ended with %v\n%s", args[0], err, ts.ReadFile(args[0]+".err"))
		}
	case <-time.After(patience):
		ts.Fatalf("%s does not end", args[0])
	}
	delete(journeyOf(ts).processes, args[0])
}

// httpCmd is `http METHOD URL STATUS [BODY-FILE [TOKEN]]`: $NAME in the body file stands for the
// environment, TOKEN is sent as Bearer. The answer's head is kept in the file head, its body in the
// file body.
func httpCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 5 {
		ts.Fatalf("usage: http METHOD URL STATUS [BODY-FILE|- [TOKEN]]")
	}
	if status, body := ask(ts, args); status != args[2] {
		ts.Fatalf("%s %s answered %s, want %s\n%s", args[0], args[1], status, args[2], body)
	}
}

// untilCmd is `until METHOD URL STATUS [BODY-FILE [TOKEN]]`: it asks as http does, until that is the answer.
func untilCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 5 {
		ts.Fatalf("usage: until METHOD URL STATUS [BODY-FILE|- [TOKEN]]")
	}
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		status, body := ask(ts, args)
		if status == args[2] {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s %s still answers %s, want %s\n%s", args[0], args[1], status, args[2], body)
		}
	}
}

// ask sends what http and until say, and keeps the answer.
func ask(ts *testscript.TestScript, args []string) (status string, raw []byte) {
	var body io.Reader = http.NoBody
	if len(args) > 3 && args[3] != "-" {
		body = strings.NewReader(os.Expand(ts.ReadFile(args[3]), ts.Getenv))
	}
	request, err := http.NewRequest(args[0], args[1], body)
	ts.Check(err)
	if len(args) > 3 && args[3] != "-" {
		request.Header.Set("Content-Type", "application/json")
	}
	if len(args) > 4 {
		request.Header.Set("Authorization", "Bearer "+args[4])
	}
	client := &http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	raw, err = io.ReadAll(response.Body)
	ts.Check(err)
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s %s\n", response.Proto, response.Status)
	ts.Check(response.Header.Write(&head))
	ts.Check(os.WriteFile(ts.MkAbs("head"), head.Bytes(), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("body"), raw, 0o600))
	return strconv.Itoa(response.StatusCode), raw
}

// takeCmd is `take NAME member/member/0`: it puts what stands there in the JSON file body into the
// environment.
func takeCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: take NAME member/member/0")
	}
	var at any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("body")), &at))
	for _, step := range strings.Split(args[1], "/") {
		switch value := at.(type) {
		case map[string]any:
			at = value[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(value) {
				ts.Fatalf("no %q in a list of %d", step, len(value))
			}
			at = value[n]
		}
	}
	if at == nil {
		ts.Fatalf("the answer has no %s", args[1])
	}
	ts.Setenv(args[0], fmt.Sprint(at))
}

// fillCmd is `fill FILE`: $NAME in the file becomes what the environment has.
func fillCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: fill FILE")
	}
	text := os.Expand(ts.ReadFile(args[0]), ts.Getenv)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// closingCmd is `closing FILE DURATION`: $CLOSES in the file becomes that much from now, as a program writes a time.
func closingCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: closing FILE DURATION")
	}
	after, err := time.ParseDuration(args[1])
	ts.Check(err)
	ts.Setenv("CLOSES", time.Now().Add(after).UTC().Format(time.RFC3339))
	fillCmd(ts, false, args[:1])
}

// usageCmd is `usage args...`: proffer has to exit with 2, for a command line it does not understand.
func usageCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: usage args...")
	}
	err := ts.Exec("proffer", args...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		ts.Fatalf("proffer %q ended with %v, want exit status 2", args, err)
	}
}
