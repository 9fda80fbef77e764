package cli

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"proffer/rewards"
)

// metrics are what an operator watches, in Prometheus's format. Labels are routes, statuses and ids
// of endpoints: nothing about a person can become one.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "proffer_http_request_seconds", Help: "Answers by method, route and status, and how long they took.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5},
		}, []string{"method", "route", "status"}),
	}
	m.registry.MustRegister(m.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe is server.Options.Observe. The labels are cloned: the server's strings end with the request.
func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(strings.Clone(method), strings.Clone(route), strconv.Itoa(status)).Observe(took.Seconds())
}

// serve answers GET /metrics on a listener of its own until ctx ends.
func (m *metrics) serve(ctx context.Context, ln net.Listener, deliveries *deliveries) error {
	m.registry.MustRegister(deliveries)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return serveUntil(ctx, ln, mux)
}

// deliveries reads from the store, when it is asked, how many webhooks of each endpoint wait, have
// arrived, were dropped, or were given up.
type deliveries struct {
	store rewards.Store
}

var (
	deliveriesDesc = prometheus.NewDesc("proffer_deliveries", "Webhook deliveries by endpoint and state.", []string{"brand", "endpoint", "state"}, nil)
	failuresDesc   = prometheus.NewDesc("proffer_endpoint_failures", "Webhooks to an endpoint that failed since one last succeeded.", []string{"brand", "endpoint"}, nil)
)

// Describe implements prometheus.Collector.
func (d *deliveries) Describe(to chan<- *prometheus.Desc) { to <- deliveriesDesc; to <- failuresDesc }

// Collect implements prometheus.Collector. An endpoint that can't be counted now is left out.
func (d *deliveries) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	endpoints, err := d.store.Endpoints(ctx, "")
	if err != nil {
		return
	}
	for _, e := range endpoints {
		health, err := d.store.EndpointHealth(ctx, e.Brand, e.ID)
		if err != nil {
			continue
		}
		to <- prometheus.MustNewConstMetric(failuresDesc, prometheus.GaugeValue, float64(health.Failures), e.Brand, e.ID)
		counts, err := d.store.Deliveries(ctx, e.Brand, e.ID)
		if err != nil {
			continue
		}
		for state, n := range counts {
			to <- prometheus.MustNewConstMetric(deliveriesDesc, prometheus.GaugeValue, float64(n), e.Brand, e.ID, state)
		}
	}
}
