package io.mesosframework.reference;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkCondition;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.api.ApiLeader;
import io.mesosframework.server.api.ApiSource;
import io.mesosframework.storage.election.Leader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the API shows. It listens before the instance takes part, as the others are to know its address. */
final class InstanceSource implements ApiSource {

    private final String self;
    private volatile @Nullable Instance instance;

    /** @param self the name of the instance among the others */
    InstanceSource(String self) {
        this.self = self;
    }

    void show(Instance started) {
        instance = started;
    }

    @Override
    public Optional<Framework> leading() {
        return Optional.ofNullable(instance).flatMap(Instance::leading);
    }

    /** Where this one is elected and does not lead yet, or no more, a client is not to be sent here again and again. */
    @Override
    public Optional<ApiLeader> leader() {
        return Optional.ofNullable(instance)
                .flatMap(Instance::leader)
                .map(Leader::candidate)
                .filter(candidate ->
                        leading().isPresent() || !candidate.instance().equals(self))
                .map(candidate -> new ApiLeader(candidate.instance(), candidate.address()));
    }

    @Override
    public TaskView tasks() {
        Instance started = instance;
        if (started == null) {
            throw new RefusedException(503, "This instance starts just now: try again");
        }
        return started.tasks();
    }

    @Override
    public Optional<FrameworkCondition.Part> following() {
        return Optional.ofNullable(instance).flatMap(Instance::following);
    }
}
