package io.mesosframework.client.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what a listener hears. */
class Recorder implements SchedulerListener {

    private static final long LIMIT_SECONDS = 20;

    final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    final BlockingQueue<MesosException> losses = new LinkedBlockingQueue<>();
    final BlockingQueue<MesosException> failures = new LinkedBlockingQueue<>();
    final BlockingQueue<MesosException> problems = new LinkedBlockingQueue<>();
    private final AtomicInteger inside = new AtomicInteger();

    @Override
    public void event(Event event) {
        assertThat(inside.incrementAndGet()).as("one at a time").isEqualTo(1);
        events.add(event);
        inside.decrementAndGet();
    }

    @Override
    public void disconnected(MesosException cause, Duration retryIn) {
        losses.add(cause);
    }

    @Override
    public void failed(MesosException cause) {
        failures.add(cause);
    }

    @Override
    public void problem(MesosException cause) {
        problems.add(cause);
    }

    Event event() throws InterruptedException {
        return next(events);
    }

    /** The next event that is of this type; those before it are dropped. */
    Event event(Event.Type type) throws InterruptedException {
        Event event = event();
        while (event.getType() != type) {
            event = event();
        }
        return event;
    }

    void subscribed() throws InterruptedException {
        event(Event.Type.SUBSCRIBED);
    }

    MesosException loss() throws InterruptedException {
        return next(losses);
    }

    MesosException failure() throws InterruptedException {
        return next(failures);
    }

    MesosException problem() throws InterruptedException {
        return next(problems);
    }

    private <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(next)
                .as("heard within %s s; losses %s, failures %s", LIMIT_SECONDS, losses, failures)
                .isNotNull();
        return next;
    }
}
