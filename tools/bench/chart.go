// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// curve is a line of a chart.
type curve struct {
	name, colour string
	dashed       bool
	points       []point
}

// point is what was measured (y) with so many pipelines (x).
type point struct{ x, y float64 }

// chart is a picture of curves, both axes logarithmic.
type chart struct {
	file, title, unit string
	curves            []curve
}

// The picture, in its own units.
const (
	chartWidth, chartHeight = 720.0, 400.0
	plotLeft, plotRight     = 70.0, 500.0
	plotTop, plotBottom     = 50.0, 350.0
)

// charts are the three pictures: time, CPU for each pipeline, memory.
func (r results) charts() []chart {
	near, far := row{Jobs: 1}, row{Jobs: 1, Latency: requestLatency}
	floor := r.curveOf("50 ms: the requests alone", "#999999", unchanged, far, func(m measurement) float64 { return floorOf(m.row) })
	control := r.curveOf("control", "#999999", unchanged, near, func(m measurement) float64 { return m.ControlWall })
	floor.dashed = true
	all := []chart{
		{"speed-time.svg", "Time of a plan without change", "s", []curve{
			r.curveOf("pipelines, 50 ms", "#d62728", unchanged, far, func(m measurement) float64 { return m.Wall }),
			floor,
			r.curveOf("pipelines, 0 ms", "#1f77b4", unchanged, near, func(m measurement) float64 { return m.Wall }),
			control,
		}},
		{"speed-cpu.svg", "CPU time for each pipeline of a plan without change", "ms", []curve{
			r.curveOf("provider", "#1f77b4", unchanged, near, func(m measurement) float64 { return 1e3 * m.Provider / float64(m.Pipelines) }),
			r.curveOf("CLI", "#2ca02c", unchanged, near, func(m measurement) float64 { return 1e3 * m.CLI / float64(m.Pipelines) }),
			r.curveOf("CLI, control", "#999999", unchanged, near, func(m measurement) float64 { return 1e3 * m.ControlCPU / float64(m.Pipelines) }),
		}},
		{"speed-memory.svg", "Peak memory of the provider", "MB", []curve{
			r.curveOf("create", "#d62728", create, near, func(m measurement) float64 { return float64(m.Peak) / 1e6 }),
			r.curveOf("plan", "#1f77b4", unchanged, near, func(m measurement) float64 { return float64(m.Peak) / 1e6 }),
		}},
	}
	return slices.DeleteFunc(all, func(c chart) bool { return len(c.all()) == 0 })
}

// curveOf is a figure of a scenario by the number of pipelines.
func (r results) curveOf(name, colour string, s scenario, like row, of func(measurement) float64) curve {
	c := curve{name: name, colour: colour}
	for _, m := range r.Rows {
		like.Pipelines = m.Pipelines
		if y := of(m); m.Scenario == s && m.same(like) && y > 0 {
			c.points = append(c.points, point{float64(m.Pipelines), y})
		}
	}
	slices.SortFunc(c.points, func(a, b point) int { return cmp.Compare(a.x, b.x) })
	return c
}

func (c chart) all() []point {
	var points []point
	for _, curve := range c.curves {
		points = append(points, curve.points...)
	}
	return points
}

// svg draws it, with what it was measured on below.
func (c chart) svg(machine string, at time.Time) string {
	var b strings.Builder
	x, y := axisOf(c.all(), func(p point) float64 { return p.x }), axisOf(c.all(), func(p point) float64 { return p.y })
	px := func(v float64) float64 { return plotLeft + x.share(v)*(plotRight-plotLeft) }
	py := func(v float64) float64 { return plotBottom - y.share(v)*(plotBottom-plotTop) }
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="sans-serif" font-size="12" role="img">`+"\n", chartWidth, chartHeight)
	fmt.Fprintf(&b, "<title>%s</title>\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n", html.EscapeString(c.title))
	text := func(x, y float64, anchor, style, words string) {
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="%s"%s>%s</text>`+"\n", x, y, anchor, style, html.EscapeString(words))
	}
	line := func(x1, y1, x2, y2 float64) {
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#dddddd"/>`+"\n", x1, y1, x2, y2)
	}
	text(plotLeft, 26, "start", ` font-size="16"`, c.title+", "+c.unit)
	for _, v := range x.marks() {
		line(px(v), plotTop, px(v), plotBottom)
		text(px(v), plotBottom+18, "middle", "", number(v))
	}
	for _, v := range y.marks() {
		line(plotLeft, py(v), plotRight, py(v))
		text(plotLeft-8, py(v)+4, "end", "", number(v))
	}
	text(plotRight, plotBottom+18, "start", ` dx="28"`, "pipelines")
	last := math.Inf(-1)
	curves := slices.DeleteFunc(slices.Clone(c.curves), func(c curve) bool { return len(c.points) == 0 })
	slices.SortStableFunc(curves, func(a, b curve) int {
		return cmp.Compare(py(a.points[len(a.points)-1].y), py(b.points[len(b.points)-1].y))
	})
	for _, curve := range curves {
		var path []string
		for _, p := range curve.points {
			path = append(path, fmt.Sprintf("%.1f,%.1f", px(p.x), py(p.y)))
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`+"\n", px(p.x), py(p.y), curve.colour)
		}
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"%s/>`+"\n", strings.Join(path, " "), curve.colour, map[bool]string{true: ` stroke-dasharray="5 4"`}[curve.dashed])
		end := curve.points[len(curve.points)-1]
		last = max(last+15, py(end.y)+4) // names keep out of each other's way
		text(plotRight+10, last, "start", fmt.Sprintf(` fill="%s"`, curve.colour), fmt.Sprintf("%s: %s", curve.name, number(end.y)))
	}
	text(plotLeft, chartHeight-12, "start", ` font-size="10" fill="#666666"`, machine+", "+at.Format(time.DateOnly))
	b.WriteString("</svg>\n")
	return b.String()
}

// axis goes from one power of ten to another, or to twice or five times one.
type axis struct{ from, to float64 }

func axisOf(points []point, of func(point) float64) axis {
	a := axis{math.Inf(1), math.Inf(-1)}
	for _, p := range points {
		a.from, a.to = min(a.from, of(p)), max(a.to, of(p))
	}
	steps := stepsBetween(a.from/10, a.to*10)
	low, high := steps[0], steps[len(steps)-1]
	for _, s := range steps {
		if s <= a.from*(1+1e-9) {
			low = s
		}
	}
	for _, s := range slices.Backward(steps) {
		if s >= a.to*(1-1e-9) {
			high = s
		}
	}
	if low == high {
		high *= 2
	}
	return axis{low, high}
}

// share is where a value lies on the axis, from 0 to 1.
func (a axis) share(v float64) float64 { return math.Log(v/a.from) / math.Log(a.to/a.from) }

// marks are the values that have a name on the axis.
func (a axis) marks() []float64 { return stepsBetween(a.from, a.to) }

// stepsBetween are 1, 2 and 5 times the powers of ten within these.
func stepsBetween(from, to float64) []float64 {
	var steps []float64
	for power := math.Floor(math.Log10(from)); power <= math.Ceil(math.Log10(to)); power++ {
		for _, factor := range []float64{1, 2, 5} {
			if v := factor * math.Pow(10, power); v >= from*(1-1e-9) && v <= to*(1+1e-9) {
				steps = append(steps, v)
			}
		}
	}
	return steps
}

// number writes three digits, and thousands with a comma.
func number(v float64) string {
	if v >= 1000 {
		return fmt.Sprintf("%d,%03d", int(math.Round(v))/1000, int(math.Round(v))%1000)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
