// Reads an event stream as mesos-go's own HTTP client does, and prints for one event: microseconds of CPU, events a
// second, bytes allocated (medians of the rounds).
package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"sort"
	"strconv"
	"syscall"
	"time"

	"github.com/mesos/mesos-go/api/v1/lib"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/codecs"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/framing"
	"github.com/mesos/mesos-go/api/v1/lib/recordio"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/calls"
)

func main() {
	rounds, events := number(os.Args[2]), number(os.Args[3])
	var cpu, rate, allocated []float64
	for round := -1; round < rounds; round++ {
		c, r, a := read(os.Args[1], events)
		if round >= 0 {
			cpu, rate, allocated = append(cpu, c), append(rate, r), append(allocated, a)
		}
	}
	fmt.Printf("%f %f %f\n", median(cpu), median(rate), median(allocated))
}

func read(address string, events int) (cpu, rate, allocated float64) {
	call := calls.Subscribe(&mesos.FrameworkInfo{Name: "bench", User: "bench"})
	body, err := call.Marshal()
	check(err)
	request, err := http.NewRequest("POST", "http://"+address+"/api/v1/scheduler", bytes.NewReader(body))
	check(err)
	request.Header.Set("Content-Type", "application/x-protobuf")
	request.Header.Set("Accept", "application/x-protobuf")
	response, err := http.DefaultClient.Do(request)
	check(err)
	defer response.Body.Close()
	decoder := codecs.ByMediaType[codecs.MediaTypeProtobuf].NewDecoder(
		func() framing.Reader { return recordio.NewReader(response.Body) })
	var startCPU time.Duration
	var startBytes uint64
	var start time.Time
	warmUp := events / 10
	for i := 0; i < warmUp+events; i++ {
		if i == warmUp {
			startCPU, startBytes, start = used(), heap(), time.Now()
		}
		var event scheduler.Event
		check(decoder.Decode(&event))
	}
	n := float64(events)
	wall := time.Since(start)
	return float64((used() - startCPU).Nanoseconds()) / 1000 / n, n / wall.Seconds(), float64(heap()-startBytes) / n
}

func used() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func heap() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

func median(values []float64) float64 {
	sort.Float64s(values)
	return values[len(values)/2]
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
