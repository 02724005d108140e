package io.mesosframework.server.api;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkCondition;
import io.mesosframework.scheduler.TaskView;
import java.util.Optional;

/** What an API shows and changes: a framework, or an instance that stands by for one. From any thread; nothing here waits. */
public interface ApiSource {

    /** The framework; empty while another instance, or none, runs it. */
    Optional<Framework> leading();

    /** Who runs it; empty while nobody does, and where this instance is the only one. */
    Optional<ApiLeader> leader();

    /** The slots as they stand, or as the instance that leads has stored them. */
    TaskView tasks();

    /** How an instance that stands by follows what is stored; empty where that is not known. */
    default Optional<FrameworkCondition.Part> following() {
        return Optional.empty();
    }

    /** Of the only instance. */
    static ApiSource of(Framework framework) {
        return new ApiSource() {
            @Override
            public Optional<Framework> leading() {
                return Optional.of(framework);
            }

            @Override
            public Optional<ApiLeader> leader() {
                return Optional.empty();
            }

            @Override
            public TaskView tasks() {
                return framework.tasks();
            }
        };
    }
}
