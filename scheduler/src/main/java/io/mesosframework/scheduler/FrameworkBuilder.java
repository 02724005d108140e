package io.mesosframework.scheduler;

import io.mesosframework.MesosException;
import io.mesosframework.client.scheduler.MasterDetector;
import io.mesosframework.http.Credentials;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.scheduler.internal.DefaultFramework;
import io.mesosframework.scheduler.internal.FrameworkConfiguration;
import io.mesosframework.scheduler.internal.ReservationBook;
import io.mesosframework.scheduler.internal.Untouched;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.election.Leadership;
import io.mesosframework.utils.TimeSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Describes a framework and starts it. */
public final class FrameworkBuilder {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration SHORTEST_MISSING = Duration.ofSeconds(1);
    private static final Duration SHORTEST_RECONCILE = Duration.ofSeconds(1);

    /** In nanoseconds, as Mesos counts, it fits 64 bits. */
    private static final Duration LONGEST_FAILOVER = Duration.ofDays(290 * 365);

    private static final Duration YEAR = Duration.ofDays(365);

    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    private final String name;
    private String user = System.getProperty("user.name", "root");
    private List<String> roles = List.of("*");
    private List<String> masters = List.of();
    private @Nullable MasterDetector masterDetector;
    private boolean gpus;
    private @Nullable String principal;
    private @Nullable Credentials credentials;
    private @Nullable Duration failoverTimeout;
    private boolean checkpoint = true;
    private @Nullable Transport transport;
    private @Nullable Storage storage;
    private @Nullable Leadership leadership;
    private @Nullable TimeSource time;
    private @Nullable RandomGenerator random;
    private Duration reconcileInterval = Duration.ofMinutes(15);
    private Duration missingReservationAfter = ReservationBook.MISSING_AFTER;
    private Duration replaceUnreachableAfter = Duration.ofMinutes(5);
    private EventController controller = EventController.standard();
    private InverseOfferPolicy inverseOffers = InverseOfferPolicy.accept();
    private Duration slowHandlerAfter = Duration.ofMillis(500);
    private Consumer<HandlerProblem> handlerProblems = problem -> {};
    private Duration blockedHandlerAfter = Duration.ofSeconds(5);
    private Consumer<HandlerProblem> blockedHandlers = problem -> {};
    private OrphanPolicy orphans = OrphanPolicy.KILL_OWN;
    private ReservationPolicy reservations = ReservationPolicy.RELEASE;
    private @Nullable Supplier<TaskManager> tasks;
    private @Nullable ResourceManager resources;
    private RetryPolicy retries = RetryPolicy.standard();
    private AgentScore agentScore = AgentScore.SPREAD;
    private final List<AgentRule> agentRules = new ArrayList<>();
    private UnaryOperator<TaskInfo> beforeLaunch = new Untouched();
    private UnaryOperator<FrameworkInfo> frameworkInfo = UnaryOperator.identity();
    private boolean offerConstraints = true;
    private Duration holdOffers = Duration.ZERO;
    private final List<Consumer<SlotTransition>> listeners = new ArrayList<>();
    private final List<FrameworkListener> frameworkListeners = new ArrayList<>();
    private Consumer<SubscriptionState> subscriptionListener = state -> {};
    private Consumer<MesosException> unreadableEvents = cause -> {};

    FrameworkBuilder(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A framework needs a name");
        }
        this.name = name;
    }

    /** The masters, as {@code host:port} or with {@code http://} or {@code https://}; tried in turn. Required. */
    public FrameworkBuilder masters(String... hostsAndPorts) {
        return masters(List.of(hostsAndPorts));
    }

    public FrameworkBuilder masters(List<String> hostsAndPorts) {
        this.masters = List.copyOf(hostsAndPorts);
        return this;
    }

    /** One's own way to find the masters, in place of {@link #masters}; it stays the caller's to close. */
    public FrameworkBuilder masterDetector(MasterDetector value) {
        this.masterDetector = value;
        return this;
    }

    /** The user that tasks run as where their command names none. Default: the user of this process. */
    public FrameworkBuilder user(String value) {
        this.user = value;
        return this;
    }

    /** The roles to subscribe with; the first is that of applications without one. Default: {@code *}. */
    public FrameworkBuilder roles(String... names) {
        return roles(List.of(names));
    }

    public FrameworkBuilder roles(List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("A framework needs at least one role");
        }
        this.roles = List.copyOf(names);
        return this;
    }

    /**
     * Whether to be offered agents with gpus: Mesos offers them, with all that they have, only to frameworks that ask for it (PROTOCOL
     * B177). Needed for applications with gpus. Those without get such an agent only where no other suits. Default: false.
     */
    public FrameworkBuilder gpus(boolean value) {
        this.gpus = value;
        return this;
    }

    /** Authenticates with every call; the principal is also the framework's. */
    public FrameworkBuilder credentials(String principalName, String secret) {
        this.principal = principalName;
        this.credentials = Credentials.basic(principalName, secret);
        return this;
    }

    /** The framework's principal where nothing is to be authenticated. */
    public FrameworkBuilder principal(String value) {
        this.principal = value;
        return this;
    }

    /**
     * For how long Mesos keeps the tasks of a framework that has gone away. Default: a week where a storage is given,
     * and nothing where all is in memory, as no later start could find the framework again. With nothing, Mesos removes the
     * framework and its tasks at once when only its connection breaks, too, and the framework ends: give it a minute where it is
     * to live through that, as in tests that cut streams.
     */
    public FrameworkBuilder failoverTimeout(Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST_FAILOVER) > 0) {
            throw new IllegalArgumentException("A failover time-out is zero to 290 years, not " + value);
        }
        this.failoverTimeout = value;
        return this;
    }

    /** Whether tasks live on through a restart of their agent. Default: true. */
    public FrameworkBuilder checkpoint(boolean value) {
        this.checkpoint = value;
        return this;
    }

    /** The way to the master, such as one with TLS settings; it stays the caller's to close. Default: plain HTTP. */
    public FrameworkBuilder transport(Transport value) {
        this.transport = value;
        return this;
    }

    /** Where the framework keeps what it must know after a crash; it stays the caller's to close. Default: memory. */
    public FrameworkBuilder storage(Storage value) {
        this.storage = value;
        return this;
    }

    /**
     * The framework runs for as long as this leadership lasts: every commit carries its fence, and once it is lost nothing is written, sent
     * or subscribed any more, and the framework ends with a {@link DeposedException}. None by default: then the last instance that
     * starts on a storage is the one that runs. {@link Candidacy} starts frameworks so.
     */
    public FrameworkBuilder leadership(Leadership value) {
        leadership = value;
        return this;
    }

    /**
     * The time that back-offs and deadlines go by, such as the virtual one of a cluster in a test. All that the framework does it
     * then does on the source's executor, its handlers and listeners too. Default: the machine's, and a thread of its own. In
     * either case {@link Framework#await} waits in the machine's time, and connections have their time-outs in it unless they are in
     * process.
     */
    public FrameworkBuilder time(TimeSource value) {
        this.time = value;
        return this;
    }

    /** Where task ids and jitter come from; with a seed and a {@link #time} of its own, a test is repeatable. Default: secure. */
    public FrameworkBuilder random(RandomGenerator value) {
        this.random = value;
        return this;
    }

    /** How often the states of all tasks are asked for: a second to a year. Default: 15 minutes. */
    public FrameworkBuilder reconcileInterval(Duration value) {
        if (value.compareTo(SHORTEST_RECONCILE) < 0) {
            throw new IllegalArgumentException(
                    "The states of all tasks are asked for at most once a second, not every " + value);
        }
        if (value.compareTo(YEAR) > 0) {
            throw new IllegalArgumentException(
                    "The states of all tasks are asked for at least once a year, not every " + value);
        }
        this.reconcileInterval = value;
        return this;
    }

    /**
     * For how long a task that the master does not see may come back before its slot gets a new one; zero to a year. Default: 5
     * minutes. Does not reach a task manager of one's own.
     */
    public FrameworkBuilder replaceUnreachableAfter(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("Nothing can be replaced before it is lost: " + value);
        }
        if (value.compareTo(YEAR) > 0) {
            throw new IllegalArgumentException("What is lost is waited for for up to a year, not for " + value);
        }
        this.replaceUnreachableAfter = value;
        return this;
    }

    /** The router of the master's events. Default: {@link EventController#standard()}. */
    public FrameworkBuilder controller(EventController value) {
        this.controller = Objects.requireNonNull(value, "controller");
        return this;
    }

    /** Answers inverse offers that no handler has answered. Default: {@link InverseOfferPolicy#accept()}. */
    public FrameworkBuilder inverseOffers(InverseOfferPolicy value) {
        this.inverseOffers = value;
        return this;
    }

    /** A handler or listener that holds the loop for longer is reported; zero or more. Default: 500 ms. */
    public FrameworkBuilder slowHandlerAfter(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("Nothing takes less than no time, not " + value);
        }
        this.slowHandlerAfter = value;
        return this;
    }

    /** Hears, on the framework's loop, of handlers and listeners that threw or were slow; each is logged besides. */
    public FrameworkBuilder handlerProblemListener(Consumer<HandlerProblem> value) {
        this.handlerProblems = value;
        return this;
    }

    /**
     * A handler, listener or policy that has not returned after so long is reported while it still holds the loop, and again each
     * time twice as long has passed; more than zero, up to a year. Default: 5 seconds. Measured by the machine's time.
     */
    public FrameworkBuilder blockedHandlerAfter(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("Nothing returns in no time: " + value);
        }
        if (value.compareTo(YEAR) > 0) {
            throw new IllegalArgumentException(
                    "What does not return is told of after up to a year, not after " + value);
        }
        this.blockedHandlerAfter = value;
        return this;
    }

    /**
     * Hears of what has not returned, with a {@link HandlerBlockedException} that shows where it is; each is logged besides. Called on
     * a thread of its own, as the loop is held: it may look at {@link Framework#tasks} and end the process, while requests to the
     * framework wait until the loop is free.
     */
    public FrameworkBuilder blockedHandlerListener(Consumer<HandlerProblem> value) {
        this.blockedHandlers = value;
        return this;
    }

    /**
     * What to do about tasks of this framework that no slot holds. Default: {@link OrphanPolicy#KILL_OWN}. Does not reach a task
     * manager of one's own.
     */
    public FrameworkBuilder orphans(OrphanPolicy value) {
        this.orphans = value;
        return this;
    }

    /**
     * What becomes of reservations and volumes that this framework made and does not know any more. Default: {@link
     * ReservationPolicy#RELEASE}.
     */
    public FrameworkBuilder reservations(ReservationPolicy value) {
        this.reservations = value;
        return this;
    }

    /**
     * For how long an agent that the master knows may not offer what a slot waits for, or what is to be given back, before that counts as
     * missing, as when an operator has unreserved it by hand; at least a second. Default: 15 minutes, as frameworks of the same role may
     * hold it, and agents that are being drained offer nothing. A slot makes another reservation then; for a volume, whose data nobody
     * can make anew, it waits, and {@link Framework#shortfalls} and its history say so.
     */
    public FrameworkBuilder missingReservationAfter(Duration value) {
        if (value.compareTo(SHORTEST_MISSING) < 0) {
            throw new IllegalArgumentException("A reservation is missed for at least a second, not for " + value);
        }
        this.missingReservationAfter = value;
        return this;
    }

    /** Makes the task manager; asked again where the framework has to start over from its storage. */
    public FrameworkBuilder taskManager(Supplier<TaskManager> value) {
        this.tasks = value;
        return this;
    }

    /**
     * Decides what becomes of a slot whose task has failed by its own fault. Default: {@link RetryPolicy#standard()}, as the
     * application's {@code retry} says. Does not reach a task manager of one's own.
     */
    public FrameworkBuilder retryPolicy(RetryPolicy value) {
        this.retries = value;
        return this;
    }

    /** Decides which slots go onto which offers. Default: by the applications' rules, {@link #agentRule} and {@link #agentScore}. */
    public FrameworkBuilder resourceManager(ResourceManager value) {
        this.resources = value;
        return this;
    }

    /**
     * Ranks the agents that an application's rules allow. Default: {@link AgentScore#SPREAD}. Does not reach a resource manager of
     * one's own.
     */
    public FrameworkBuilder agentScore(AgentScore value) {
        this.agentScore = Objects.requireNonNull(value, "agentScore");
        return this;
    }

    /** One more rule that every agent must pass to get a slot. Does not reach a resource manager of one's own. */
    public FrameworkBuilder agentRule(AgentRule value) {
        agentRules.add(Objects.requireNonNull(value, "agentRule"));
        return this;
    }

    /** Sees each task as it is about to be sent, and may change it. */
    public FrameworkBuilder beforeLaunch(UnaryOperator<TaskInfo> value) {
        this.beforeLaunch = value;
        return this;
    }

    /** Sees the FrameworkInfo as it is about to be used, and may add labels, a web UI or capabilities. */
    public FrameworkBuilder frameworkInfo(UnaryOperator<FrameworkInfo> value) {
        this.frameworkInfo = value;
        return this;
    }

    /**
     * Whether the master is told what the rules of the applications that wait ask of agents, so that it offers no others (offer
     * constraints, PROTOCOL B37 to B44; from Mesos 1.11 on). The master can look at attributes, hostname, region and zone; of several
     * attributes of one name it looks at the first alone, so switch this off where agents have such and the others matter. Default: true,
     * but never with a resource manager of one's own.
     */
    public FrameworkBuilder offerConstraints(boolean value) {
        this.offerConstraints = value;
        return this;
    }

    /**
     * For how long offers that nothing uses are held before they are declined, so that what comes to wait meanwhile is launched at once,
     * without a REVIVE and the wait for the next offers, and so that pieces of one agent that are offered one by one become of use
     * together; zero to 10 minutes. What is held no other framework gets, and Mesos counts it as this framework's share: hold for seconds, and
     * only where others can spare it. A master with {@code --offer_timeout} takes offers back after that. Default: zero, as the next offers
     * come within Mesos' allocation interval, 1 second. Does not reach a resource manager of one's own, which holds by {@link
     * io.mesosframework.scheduler.placement.Placement#holds}.
     */
    public FrameworkBuilder holdOffers(Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST_HOLD) > 0) {
            throw new IllegalArgumentException("Offers are held for no time, or up to 10 minutes, not for " + value);
        }
        this.holdOffers = value;
        return this;
    }

    /** Hears of every change of a slot once it is durable, on the framework's loop. */
    public FrameworkBuilder listener(Consumer<SlotTransition> value) {
        listeners.add(value);
        return this;
    }

    /** Hears of all that becomes of the framework; more than one can be given. */
    public FrameworkBuilder listener(FrameworkListener value) {
        frameworkListeners.add(Objects.requireNonNull(value, "listener"));
        return this;
    }

    /** Hears how the subscription fares, on the framework's loop. */
    public FrameworkBuilder subscriptionListener(Consumer<SubscriptionState> value) {
        this.subscriptionListener = value;
        return this;
    }

    /**
     * Hears, on the framework's loop, of what the master sent and this release cannot read, such as a status with a state of a newer
     * Mesos; each is logged besides. It is skipped and the subscription goes on: the slot stays as it was, and the status is not
     * acknowledged, so that Mesos sends it again to a release that can read it.
     */
    public FrameworkBuilder unreadableEventListener(Consumer<MesosException> value) {
        this.unreadableEvents = value;
        return this;
    }

    /**
     * Takes up what is stored, and begins to subscribe. Returns at once; the subscription is made in the background, and
     * made again for as long as it takes.
     *
     * @throws io.mesosframework.MesosException if the storage cannot be read or another instance starts just now
     */
    public Framework start() {
        if (masters.isEmpty() && masterDetector == null) {
            throw new IllegalArgumentException("A framework needs at least one master");
        }
        Duration failover = failoverTimeout != null ? failoverTimeout : storage == null ? Duration.ZERO : WEEK;
        return DefaultFramework.start(new FrameworkConfiguration(
                name,
                user,
                roles,
                masterDetector != null ? masterDetector : MasterDetector.of(masters.toArray(String[]::new)),
                Optional.ofNullable(principal),
                Optional.ofNullable(credentials),
                failover,
                checkpoint,
                Optional.ofNullable(transport),
                storage == null ? Storage.inMemory() : storage,
                Optional.ofNullable(leadership),
                Optional.ofNullable(time),
                random == null ? new SecureRandom() : random,
                reconcileInterval,
                replaceUnreachableAfter,
                controller,
                inverseOffers,
                slowHandlerAfter,
                handlerProblems,
                blockedHandlerAfter,
                blockedHandlers,
                orphans,
                reservations,
                missingReservationAfter,
                Optional.ofNullable(tasks),
                retries,
                Optional.ofNullable(resources),
                agentScore,
                List.copyOf(agentRules),
                beforeLaunch,
                gpus ? askingForGpus(frameworkInfo) : frameworkInfo,
                offerConstraints,
                holdOffers,
                List.copyOf(listeners),
                List.copyOf(frameworkListeners),
                subscriptionListener,
                unreadableEvents));
    }

    private static UnaryOperator<FrameworkInfo> askingForGpus(UnaryOperator<FrameworkInfo> next) {
        FrameworkInfo.Capability gpus = FrameworkInfo.Capability.newBuilder()
                .setType(FrameworkInfo.Capability.Type.GPU_RESOURCES)
                .build();
        return info -> next.apply(info.toBuilder().addCapabilities(gpus).build());
    }
}
