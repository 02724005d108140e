package io.mesosframework.scheduler;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Request;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.storage.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a handler, the task manager or the resource manager wants done. The framework's core does it, in order: what is
 * to be kept is committed first, and only then do the calls leave.
 */
public sealed interface Action {

    /** Uses offers of one agent: Mesos does the operations, and what they leave is declined with the filters. */
    record Accept(List<OfferID> offers, List<Offer.Operation> operations, Filters filters) implements Action {
        public Accept {
            offers = List.copyOf(offers);
            operations = List.copyOf(operations);
        }
    }

    /** Gives offers back. */
    record Decline(List<OfferID> offers, Filters filters) implements Action {
        public Decline {
            offers = List.copyOf(offers);
        }
    }

    /**
     * Keeps offers from the resource manager until then, so that they can still be used by hand; those that nobody has used by
     * then go its way.
     */
    record Hold(List<OfferID> offers, Instant until) implements Action {
        public Hold {
            offers = List.copyOf(offers);
        }
    }

    /** Agrees to give up what these inverse offers ask for (PROTOCOL B116). */
    record AcceptInverse(List<OfferID> inverseOffers, Filters filters) implements Action {
        public AcceptInverse {
            inverseOffers = List.copyOf(inverseOffers);
        }
    }

    /** Does not agree to give up what these inverse offers ask for. */
    record DeclineInverse(List<OfferID> inverseOffers, Filters filters) implements Action {
        public DeclineInverse {
            inverseOffers = List.copyOf(inverseOffers);
        }
    }

    /** Asks for a task's end. */
    record Kill(
            TaskID task, @Nullable AgentID agent, @Nullable KillPolicy policy) implements Action {}

    /** Asks for the states of these tasks; of all tasks that the master knows, where there are none. */
    record Reconcile(List<Call.Reconcile.Task> tasks) implements Action {
        public Reconcile {
            tasks = List.copyOf(tasks);
        }
    }

    /** Asks for offers for these roles again and forgets their filters. */
    record Revive(Set<String> roles) implements Action {
        public Revive {
            roles = Set.copyOf(roles);
        }
    }

    /** Asks for the states of these operations; of all that the master knows, where there are none. */
    record ReconcileOperations(List<Call.ReconcileOperations.Operation> operations) implements Action {
        public ReconcileOperations {
            operations = List.copyOf(operations);
        }
    }

    /** Takes note of an operation's status; only for one with a uuid (PROTOCOL B6). */
    record AcknowledgeOperation(OperationStatus status) implements Action {}

    /** Asks for resources, which Mesos' own allocator pays no heed to (PROTOCOL B113). */
    record RequestResources(List<Request> requests) implements Action {
        public RequestResources {
            requests = List.copyOf(requests);
        }
    }

    /** Wants no offers for these roles. */
    record Suppress(Set<String> roles) implements Action {
        public Suppress {
            roles = Set.copyOf(roles);
        }
    }

    /**
     * Changes the FrameworkInfo (PROTOCOL B31 to B36): its name, labels, capabilities and the like, for as long as this framework
     * runs. The id is set by itself; user, principal, checkpoint and roles must stay.
     */
    record UpdateFramework(UnaryOperator<FrameworkInfo> change) implements Action {}

    /** Sends bytes to an executor, at most once (PROTOCOL B166). */
    record Message(AgentID agent, ExecutorID executor, ByteString data) implements Action {}

    /** Shuts an executor down. */
    record Shutdown(AgentID agent, ExecutorID executor) implements Action {}

    /** Keeps a value under a key of the framework's own; what follows in the same turn leaves only when it is durable. */
    record Persist(String key, Bytes value) implements Action {}

    /** Drops what is kept under a key. */
    record Forget(String key) implements Action {}

    /** Tells listeners of a slot's change, once it is durable. */
    record Announce(SlotTransition transition) implements Action {}
}
