// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestQuote(t *testing.T) {
	for written, want := range map[string]string{
		"":                         "",
		"one\n":                    "  one\n",
		"one":                      "  one\n",
		"\n\none\n\n\n\ntwo  \n\n": "  one\n\n  two\n",
	} {
		for _, size := range []int{1, 3, 100} {
			var text bytes.Buffer
			q := (&page{w: &text}).quote()
			for part := range slices.Chunk([]byte(written), size) {
				fmt.Fprintf(q, "%s", part)
			}
			q.end()
			if text.String() != want {
				t.Errorf("%q in parts of %d: got %q, not %q", written, size, text.String(), want)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	got := wrap("A línea is  broken\nat words only.", 10)
	if want := []string{"A línea is", "broken at", "words", "only."}; !slices.Equal(got, want) {
		t.Errorf("got %q, not %q", got, want)
	}
}

func TestCut(t *testing.T) {
	for text, want := range map[string]string{"": "", "four": "four", "fives": "fiv…", "ação!": "açã…"} {
		if got := cut(text, 4); got != want {
			t.Errorf("got %q, not %q", got, want)
		}
	}
}

// TestColour holds that a file gets none.
func TestColour(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if newPage(f).colour {
		t.Error("a file is no terminal")
	}
	for colour, want := range map[bool]string{false: "x", true: "\x1b[1mx\x1b[0m"} {
		if got := (&page{colour: colour}).paint(bold, "x"); got != want {
			t.Errorf("got %q, not %q", got, want)
		}
	}
}

// TestSet holds that an attribute gets its value whether the configuration that Terraform wrote has it or not.
func TestSet(t *testing.T) {
	for before, want := range map[string]string{
		"resource \"x\" \"y\" {\n  a = null\n  b = 1\n}\n": "resource \"x\" \"y\" {\n  a = true\n  b = 1\n}\n",
		"resource \"x\" \"y\" {\n  b = 1\n}\n":             "resource \"x\" \"y\" {\n  b = 1\n  a = true\n}\n",
		"# nothing\n":                                      "",
	} {
		w := &workshop{platform: &platform{page: &page{w: io.Discard}}, dir: t.TempDir()}
		if err := w.write(ordersFile, before); err != nil {
			t.Fatal(err)
		}
		err := w.set("a", "true")
		if (err == nil) != (want != "") {
			t.Fatalf("%q: %v", before, err)
		}
		if got, err := w.read(ordersFile); want != "" && got != want {
			t.Errorf("got %q, %v, not %q", got, err, want)
		}
	}
}
