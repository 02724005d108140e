package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A framework in this JVM, and all that it told its listeners. */
final class LiveFramework implements AutoCloseable {
    private final List<SlotTransition> history = new CopyOnWriteArrayList<>();
    private final List<SubscriptionState> subscriptions = new CopyOnWriteArrayList<>();
    private final Framework framework;

    private LiveFramework(FrameworkBuilder builder) {
        framework = builder.listener(history::add)
                .subscriptionListener(subscriptions::add)
                .start();
    }

    /** Starts it with Mesos keeping its tasks for ten minutes, or as {@code more} wants it. */
    static LiveFramework start(String name, List<String> masters, UnaryOperator<FrameworkBuilder> more) {
        return new LiveFramework(
                more.apply(Framework.named(name).masters(masters).failoverTimeout(Duration.ofMinutes(10))));
    }

    Framework framework() {
        return framework;
    }

    List<SlotTransition> history() {
        return history;
    }

    List<SlotTransition> historyOf(String application, int slot) {
        return history.stream()
                .filter(transition -> transition.key().equals(new SlotKey(application, slot)))
                .toList();
    }

    long timesSubscribed() {
        return subscriptions.stream()
                .filter(SubscriptionState.Subscribed.class::isInstance)
                .count();
    }

    boolean wasDisconnected() {
        return subscriptions.stream().anyMatch(SubscriptionState.Disconnected.class::isInstance);
    }

    void put(Application application) {
        assertThat(framework.put(application)).succeedsWithin(PATIENCE);
    }

    void delete(String application) {
        assertThat(framework.delete(application)).succeedsWithin(PATIENCE);
    }

    String id() {
        return framework.id().orElseThrow().getValue();
    }

    /** Waits until every slot of the application is in that state. */
    void awaitAll(String application, SlotState state) throws InterruptedException {
        framework.await(
                tasks -> !tasks.slotsOf(application).isEmpty()
                        && tasks.slotsOf(application).stream().allMatch(slot -> slot.state() == state),
                PATIENCE);
    }

    /** Waits until that slot is in that state. */
    Slot await(String application, int slot, SlotState state) throws InterruptedException {
        SlotKey key = new SlotKey(application, slot);
        framework.await(tasks -> tasks.slot(key).filter(s -> s.state() == state).isPresent(), PATIENCE);
        return framework.tasks().slot(key).orElseThrow();
    }

    /** The ids of the tasks that the slots hold, by slot. */
    Map<String, String> taskIds() {
        return framework.tasks().slots().stream()
                .filter(slot -> slot.state().hasTask())
                .collect(Collectors.toMap(
                        slot -> slot.key().toString(),
                        slot -> slot.currentTask().id(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    /** Ends it in Mesos too. */
    void teardown() {
        assertThat(framework.teardown()).succeedsWithin(PATIENCE);
    }

    @Override
    public void close() {
        framework.close();
    }
}
