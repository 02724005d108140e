package io.mesosframework.scheduler.internal;

import io.mesosframework.client.scheduler.MasterDetector;
import io.mesosframework.http.Credentials;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.HandlerProblem;
import io.mesosframework.scheduler.InverseOfferPolicy;
import io.mesosframework.scheduler.OrphanPolicy;
import io.mesosframework.scheduler.ResourceManager;
import io.mesosframework.scheduler.RetryPolicy;
import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.storage.Storage;
import io.mesosframework.utils.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** What a {@link io.mesosframework.scheduler.FrameworkBuilder} has gathered; see its methods for what each means. */
public record FrameworkConfiguration(
        String name,
        String user,
        List<String> roles,
        MasterDetector masters,
        Optional<String> principal,
        Optional<Credentials> credentials,
        Duration failoverTimeout,
        boolean checkpoint,
        Optional<Transport> transport,
        Storage storage,
        Optional<TimeSource> time,
        RandomGenerator random,
        Duration reconcileInterval,
        Duration replaceUnreachableAfter,
        EventController controller,
        InverseOfferPolicy inverseOffers,
        Duration slowHandlerAfter,
        Consumer<HandlerProblem> handlerProblems,
        OrphanPolicy orphans,
        Optional<Supplier<TaskManager>> tasks,
        RetryPolicy retries,
        Optional<ResourceManager> resources,
        AgentScore agentScore,
        List<AgentRule> agentRules,
        UnaryOperator<TaskInfo> beforeLaunch,
        UnaryOperator<FrameworkInfo> frameworkInfo,
        List<Consumer<SlotTransition>> listeners,
        Consumer<SubscriptionState> subscriptionListener) {}
