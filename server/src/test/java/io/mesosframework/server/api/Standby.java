package io.mesosframework.server.api;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.TaskView;
import java.util.Optional;

/** An instance that shows what the framework has, and is told that another one leads. */
record Standby(Optional<ApiLeader> leader, Framework framework) implements ApiSource {

    @Override
    public Optional<Framework> leading() {
        return Optional.empty();
    }

    @Override
    public TaskView tasks() {
        return framework.tasks();
    }
}
