package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.placement.AgentView;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One view for all rooms, turned to one after the other: ten thousand of them are looked at for one slot. */
final class View implements AgentView {

    private final Tally slots;
    private @Nullable Room room;

    /** @param slots of the application that is being placed, by agent */
    View(Tally slots) {
        this.slots = slots;
    }

    AgentView at(Room next) {
        room = next;
        return this;
    }

    private Room room() {
        return Objects.requireNonNull(room);
    }

    @Override
    public String id() {
        return room().facts().id();
    }

    @Override
    public String hostname() {
        return room().facts().hostname();
    }

    @Override
    public Optional<String> region() {
        return Optional.of(room().facts().region()).filter(region -> !region.isEmpty());
    }

    @Override
    public Optional<String> zone() {
        return Optional.of(room().facts().zone()).filter(zone -> !zone.isEmpty());
    }

    @Override
    public List<String> values(AgentField field) {
        return room().facts().values(field);
    }

    @Override
    public String role() {
        return room().role();
    }

    @Override
    public long cpusMillis() {
        return room().cpus();
    }

    @Override
    public long memMillis() {
        return room().mem();
    }

    @Override
    public long diskMillis() {
        return room().disk();
    }

    @Override
    public int gpus() {
        return (int) (room().gpus() / 1000);
    }

    @Override
    public long millis(String name) {
        return room().millis(name);
    }

    @Override
    public int slotsHere() {
        return slots.count(slots.value(room().agent()));
    }
}
