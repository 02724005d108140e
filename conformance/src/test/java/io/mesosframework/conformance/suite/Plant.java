package io.mesosframework.conformance.suite;

import com.google.protobuf.Message;
import io.mesosframework.embedded.internal.Deviation;
import io.mesosframework.embedded.internal.agent.AgentEffect;
import io.mesosframework.embedded.internal.agent.AgentInput;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.master.MasterEffect;
import io.mesosframework.embedded.internal.master.MasterInput;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.ResponseStream;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Call;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * One fault in an embedded Mesos, by its name; and which faults there could have been: each thing that goes by is one or several.
 * So what can be planted is not a list somebody wrote but all that the scenarios make the embedded Mesos do.
 */
final class Plant implements Deviation {
    /** Values that a record abstracts from: another one is no fault. */
    private static final Pattern ABSTRACTED =
            Pattern.compile(".*(timestamp|uuid|port|executor_pid|_time\\.nanoseconds|_time|master_info\\.id)");

    private static final Pattern VARYING = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}(-\\w+)?|\\d+");

    private final String fault;
    private final Set<String> possible = new ConcurrentSkipListSet<>();

    /** @param fault its name, as {@link #possible} has it; the empty text for none */
    Plant(String fault) {
        this.fault = fault;
    }

    /** The faults that could have been planted in what went by. */
    Set<String> possible() {
        return possible;
    }

    /** Whether this is the moment of the fault of that name. */
    private boolean at(String name) {
        possible.add(name);
        return fault.equals(name);
    }

    private <T> List<T> fate(String what, T it) {
        if (at(what + " is lost")) {
            return List.of();
        }
        return at(what + " comes twice") ? List.of(it, it) : List.of(it);
    }

    private <M extends Message> M fields(String what, M message) {
        M changed = message;
        for (String path : Leaves.of(message)) {
            if (!Leaves.isRequired(message, path) && at(what + ": " + path + " lacks")) {
                changed = Leaves.without(changed, path);
            }
            if (!ABSTRACTED.matcher(path).matches() && at(what + ": " + path + " is another")) {
                changed = Leaves.altered(changed, path);
            }
        }
        return changed;
    }

    // ---- the master

    @Override
    public List<MasterEffect> onEffect(MasterEffect effect) {
        if (effect instanceof MasterEffect.Send send) {
            String what = "event " + send.event().getType();
            return fate(what, new MasterEffect.Send(send.exchange(), fields(what, send.event())));
        }
        if (effect instanceof MasterEffect.Answer answer) {
            MasterEffect shown = answer(
                    "master's",
                    answer.status(),
                    answer.text(),
                    (status, text) -> new MasterEffect.Answer(answer.exchange(), status, text));
            return List.of(shown);
        }
        if (effect instanceof MasterEffect.EndStream) {
            return at("the end of a framework's stream is lost") ? List.of() : List.of(effect);
        }
        if (effect instanceof MasterEffect.Tell tell) {
            return at("the master's " + tell.message().getClass().getSimpleName() + " does not reach the agent")
                    ? List.of()
                    : List.of(effect);
        }
        return List.of(effect);
    }

    private interface Answers<T> {
        T of(int status, String text);
    }

    private <T> T answer(String whose, int status, String text, Answers<T> answers) {
        String what = whose + " answer " + status + " "
                + VARYING.matcher(text.lines().findFirst().orElse("")).replaceAll("*");
        if (at(what + " has another status")) {
            return answers.of(status == 500 ? 400 : 500, text);
        }
        return at(what + " has other words") ? answers.of(status, text + " x") : answers.of(status, text);
    }

    @Override
    public List<MasterInput> onInput(MasterInput input) {
        if (input instanceof MasterInput.SchedulerCall call) {
            return List.of(new MasterInput.SchedulerCall(
                    call.exchange(), call(call.call()), call.streamId(), call.principal()));
        }
        if (input instanceof MasterInput.StreamClosed && at("a framework that goes away is not missed")) {
            return List.of();
        }
        if (input instanceof MasterInput.Tick && at("the master's time stands still")) {
            return List.of();
        }
        if (input instanceof MasterInput.AgentSays says) {
            String name = says.message().getClass().getSimpleName();
            if (at("the agent's " + name + " does not reach the master")) {
                return List.of();
            }
            if (says.message() instanceof FromAgent.StatusUpdate update
                    && update.latestState() != TaskState.TASK_RUNNING
                    && at("the master is not told the latest state")) {
                return List.of(new MasterInput.AgentSays(
                        says.peer(),
                        new FromAgent.StatusUpdate(update.frameworkId(), update.status(), TaskState.TASK_RUNNING)));
            }
        }
        return List.of(input);
    }

    private Call call(Call call) {
        if (call.getType() != Call.Type.SUBSCRIBE && at("the call " + call.getType() + " does nothing")) {
            return Call.newBuilder()
                    .setType(Call.Type.REQUEST)
                    .setFrameworkId(call.getFrameworkId())
                    .setRequest(Call.Request.getDefaultInstance())
                    .build();
        }
        Call.Builder changed = call.toBuilder();
        if (call.getDecline().hasFilters() && at("the filters of DECLINE are ignored")) {
            changed.getDeclineBuilder().setFilters(Filters.newBuilder().setRefuseSeconds(0));
        }
        if (call.hasDecline() && at("the filters of DECLINE never end")) {
            changed.getDeclineBuilder().setFilters(Filters.newBuilder().setRefuseSeconds(1e6));
        }
        if (call.hasAccept() && at("the filters of ACCEPT never end")) {
            changed.getAcceptBuilder().setFilters(Filters.newBuilder().setRefuseSeconds(1e6));
        }
        if (call.getAccept().getOperationsCount() > 1 && at("only the first operation of ACCEPT is done")) {
            changed.getAcceptBuilder()
                    .clearOperations()
                    .addOperations(call.getAccept().getOperations(0));
        }
        if (call.getReconcile().getTasksCount() > 0 && at("RECONCILE is always implicit")) {
            changed.getReconcileBuilder().clearTasks();
        }
        if (call.getRevive().getRolesCount() > 0 && at("REVIVE is always for all roles")) {
            changed.getReviveBuilder().clearRoles();
        }
        if (call.getSuppress().getRolesCount() > 0 && at("SUPPRESS is always for all roles")) {
            changed.getSuppressBuilder().clearRoles();
        }
        if (call.hasSubscribe() && call.getSubscribe().getFrameworkInfo().getCapabilitiesCount() > 0) {
            for (var capability : call.getSubscribe().getFrameworkInfo().getCapabilitiesList()) {
                if (at("the capability " + capability.getType() + " is not seen")) {
                    var info = changed.getSubscribeBuilder().getFrameworkInfoBuilder();
                    var rest = info.getCapabilitiesList().stream()
                            .filter(c -> c.getType() != capability.getType())
                            .toList();
                    info.clearCapabilities().addAllCapabilities(rest);
                }
            }
        }
        return changed.build();
    }

    // ---- the agents

    @Override
    public List<AgentEffect> onEffect(AgentEffect effect) {
        if (effect instanceof AgentEffect.Send send) {
            String what = "executor event " + send.event().getType();
            return fate(what, new AgentEffect.Send(send.exchange(), fields(what, send.event())));
        }
        if (effect instanceof AgentEffect.Answer answer) {
            AgentEffect shown = answer(
                    "agent's",
                    answer.status(),
                    answer.text(),
                    (status, text) -> new AgentEffect.Answer(answer.exchange(), status, text));
            return List.of(shown);
        }
        if (effect instanceof AgentEffect.EndStream && at("the end of an executor's stream is lost")) {
            return List.of();
        }
        if (effect instanceof AgentEffect.DestroyContainer && at("containers are not destroyed")) {
            return List.of();
        }
        return List.of(effect);
    }

    @Override
    public List<AgentInput> onInput(AgentInput input) {
        if (input instanceof AgentInput.ExecutorCall call
                && call.call().getType() != io.mesosframework.protocol.executor.Call.Type.SUBSCRIBE
                && at("the executor's call " + call.call().getType() + " does nothing")) {
            var nothing = call.call().toBuilder()
                    .setType(io.mesosframework.protocol.executor.Call.Type.HEARTBEAT)
                    .build();
            return List.of(new AgentInput.ExecutorCall(call.exchange(), nothing));
        }
        if (input instanceof AgentInput.Tick && at("the agent's time stands still")) {
            return List.of();
        }
        if (input instanceof AgentInput.ContainerExited exited && at("the wait status is another")) {
            return List.of(new AgentInput.ContainerExited(exited.containerId(), exited.status() + 256));
        }
        return List.of(input);
    }

    @Override
    public String onText(String flag, String text) {
        return at("the text of an agent's " + flag + " is not understood") ? text + ":" : text;
    }

    // ---- HTTP

    @Override
    public Handler over(Handler routes) {
        return exchange -> routes.handle(new Deviating(exchange));
    }

    private final class Deviating implements Exchange {
        private final Exchange exchange;

        Deviating(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public Request request() {
            return exchange.request();
        }

        @Override
        public String peer() {
            return exchange.peer();
        }

        @Override
        public void respond(Response response) {
            String path =
                    VARYING.matcher(request().path().replaceAll("\\?.*", "")).replaceAll("*");
            String what = "HTTP " + request().method() + " " + path + " answered " + response.status();
            Response changed = new Response(response.status(), headers(what, response.headers()), response.body());
            if (at(what + ": another status")) {
                changed = new Response(response.status() == 500 ? 400 : 500, changed.headers(), changed.body());
            }
            if (response.body().length > 0 && at(what + ": another body")) {
                changed =
                        new Response(changed.status(), changed.headers(), "{\"x\":1}".getBytes(StandardCharsets.UTF_8));
            }
            exchange.respond(changed);
        }

        @Override
        public ResponseStream stream(int status, Headers headers) {
            String what = "HTTP stream";
            int shown = at(what + ": another status") ? 202 : status;
            return exchange.stream(shown, headers(what, headers));
        }

        private Headers headers(String what, Headers headers) {
            Set<String> names = new java.util.TreeSet<>();
            headers.forEach((name, value) -> names.add(name));
            Headers changed = headers;
            for (String name : names) {
                if (at(what + ": " + name + " lacks")) {
                    changed = changed.without(name);
                }
            }
            return changed;
        }

        @Override
        public void abort() {
            exchange.abort();
        }

        @Override
        public CompletionStage<Void> closed() {
            return exchange.closed();
        }
    }

    /** Such a Mesos, for a scenario. */
    static Supplier<Target> target(Needs needs, Plant plant) {
        UnaryOperator<io.mesosframework.embedded.EmbeddedMesosBuilder> planted =
                builder -> io.mesosframework.embedded.Planting.plant(builder, plant);
        return () -> EmbeddedTarget.start(needs, planted);
    }
}
