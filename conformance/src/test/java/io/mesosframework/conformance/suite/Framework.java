package io.mesosframework.conformance.suite;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A framework by plain sockets and JSON. What it calls goes on record with the answer's status; an event goes on record when the
 * scenario takes it, and those that came before it with it, so that the record does not depend on time. Two kinds do not go on
 * record by themselves: HEARTBEATs, and offers (and their RESCINDs) that the scenario did not take.
 */
public final class Framework extends Actor {
    private static final Set<String> TERMINAL = Set.of(
            "TASK_FINISHED",
            "TASK_FAILED",
            "TASK_KILLED",
            "TASK_ERROR",
            "TASK_LOST",
            "TASK_DROPPED",
            "TASK_GONE",
            "TASK_GONE_BY_OPERATOR");

    /** More than parts that come back by themselves; tasks that ask for more may be meant not to fit, or have their executor already. */
    private static final double MOST_CPUS = 0.3;

    private final Deque<Offer> offers = new ArrayDeque<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> passed = new HashSet<>();
    private final ObjectNode info;
    private final List<String> headers = new ArrayList<>();
    private ObjectNode subscribe = Json.object("{}");
    private String id = "";
    private String streamId = "";
    private @Nullable EventStream stream;
    private int fences;

    Framework(Stage stage, String name) {
        super(stage, name);
        info = Json.object(
                "{user: '%s', name: '%s', roles: ['%s']}", System.getProperty("user.name"), stage.role(), stage.role());
        capabilities("MULTI_ROLE", "PARTITION_AWARE", "RESERVATION_REFINEMENT");
    }

    // ---- who it is, before it subscribes

    /** Changes its FrameworkInfo, now and for later subscriptions. */
    public Framework info(Consumer<ObjectNode> change) {
        change.accept(info);
        return this;
    }

    public ObjectNode info() {
        return info;
    }

    /** These capabilities and no others; MULTI_ROLE, PARTITION_AWARE and RESERVATION_REFINEMENT if not said. */
    public Framework capabilities(String... types) {
        info.set(
                "capabilities",
                Json.read(Stream.of(types)
                        .map(type -> "{type: '" + type + "'}")
                        .collect(Collectors.joining(",", "[", "]"))));
        return this;
    }

    /** As frameworks without MULTI_ROLE say it: one role, not a list. */
    public Framework oneRole(String role) {
        info.remove("roles");
        info.put("role", role);
        return this;
    }

    /** Fields of the SUBSCRIBE call beside its FrameworkInfo, as JSON: {@code {suppressed_roles: ['a']}}. */
    public Framework subscribing(String json, Object... values) {
        subscribe = Json.object(json, values);
        return this;
    }

    /** Proves who it is by Basic authentication, with each call. */
    public Framework authenticated(String principal, String secret) {
        headers.add("Authorization: Basic "
                + Base64.getEncoder().encodeToString((principal + ":" + secret).getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** The id that the master gave, or the scenario chose; empty before. */
    public String id() {
        return id;
    }

    public String streamId() {
        return streamId;
    }

    public Framework id(String chosen) {
        id = chosen;
        return this;
    }

    // ---- the subscription

    /** Subscribes, again under the same id if it has one, and takes SUBSCRIBED, the ERROR that came instead, or the refusal. */
    public Framework subscribe() {
        return open().status() == 200 ? greeted(false) : this;
    }

    /** As {@link #subscribe}, with all headers and the whole first event on record. */
    public Framework subscribeInFull() {
        Http.Reply head = open();
        head.lines().stream()
                .skip(1)
                .filter(line -> !line.startsWith("Date:"))
                .forEach(line -> stage().transcript().add("   ", line));
        return greeted(true);
    }

    private Http.Reply open() {
        close();
        ObjectNode call = Json.object("{type: 'SUBSCRIBE'}");
        ObjectNode body = subscribe.deepCopy();
        body.set("framework_info", info.deepCopy());
        if (!id.isEmpty()) {
            call.set("framework_id", value(id));
            ((ObjectNode) body.path("framework_info")).set("id", value(id));
        }
        call.set("subscribe", body);
        did("SUBSCRIBE", body);
        Http http = Http.connect(stage().master(), (int) stage().patience().toMillis());
        http.write(bytes(call, false));
        Http.Reply head = http.head();
        saw(head.statusLine());
        if (head.status() == 200) {
            streamId = head.header("Mesos-Stream-Id").orElse("");
            stream = EventStream.on(http);
        } else {
            saw(http.textAfter(head));
            http.close();
        }
        return head;
    }

    private Framework greeted(boolean inFull) {
        JsonNode first = next(stage().deadline()).orElseThrow(() -> new Stage.Missing("the first event"));
        if (inFull || !type(first).equals("SUBSCRIBED")) {
            record(first);
        } else {
            saw("SUBSCRIBED");
        }
        if (type(first).equals("SUBSCRIBED")) {
            id = first.at("/subscribed/framework_id/value").asString();
        }
        return this;
    }

    /** Closes its stream's connection without a word. */
    public Framework disconnect() {
        did("closes the stream");
        close();
        return this;
    }

    private void close() {
        offers.clear();
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    /** Waits for the end of the stream, taking all that still comes before it. */
    public Framework end() {
        long deadline = stage().deadline();
        while (true) {
            Optional<JsonNode> event = next(deadline);
            if (event.isEmpty()) {
                saw(stream().end(deadline).orElseThrow(() -> new Stage.Missing("the stream's end")));
                return this;
            }
            pass(event.get());
        }
    }

    private EventStream stream() {
        if (stream == null) {
            throw new IllegalStateException(name() + " has no stream");
        }
        return stream;
    }

    // ---- calls

    /** Any call: its type, and the JSON of the field of the same name (empty for none). Answers what came. */
    public Http.Reply call(String type, String json, Object... values) {
        return call(type, json.isEmpty() ? null : Json.object(json, values));
    }

    public Http.Reply call(String type, @Nullable ObjectNode body) {
        ObjectNode call = Json.object("{type: '%s'}", type);
        if (!id.isEmpty()) {
            call.set("framework_id", value(id));
        }
        if (body != null) {
            call.set(type.toLowerCase(Locale.ROOT), body);
        }
        if (body == null) {
            did(type);
        } else {
            did(type, body);
        }
        try (Http http = Http.connect(stage().master(), (int) stage().patience().toMillis())) {
            http.write(bytes(call, true));
            Http.Reply reply = http.reply();
            saw(reply.statusLine() + (reply.body().isEmpty() ? "" : ": " + reply.text()));
            return reply;
        }
    }

    private byte[] bytes(ObjectNode call, boolean onStream) {
        List<String> all = new ArrayList<>(headers);
        all.add("Content-Type: application/json");
        all.add("Accept: application/json");
        if (onStream && !streamId.isEmpty()) {
            all.add("Mesos-Stream-Id: " + streamId);
        }
        return Http.request(
                "POST",
                "/api/v1/scheduler",
                stage().master(),
                all,
                Json.write(call).getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode value(String text) {
        return Json.object("{}").put("value", text);
    }

    /** ACCEPT with operations as JSON, each as {@link #operation} makes it. */
    public Http.Reply accept(Offer offer, ObjectNode... operations) {
        return accept(List.of(offer.id()), "{}", operations);
    }

    /** ACCEPT of any offers, known or not, with filters as JSON. */
    public Http.Reply accept(List<String> offerIds, String filters, ObjectNode... operations) {
        ObjectNode accept = Json.object("{}");
        offerIds.forEach(offer -> accept.withArray("offer_ids").add(value(offer)));
        for (ObjectNode operation : operations) {
            accept.withArray("operations").add(operation);
        }
        accept.set("filters", Json.object(filters));
        return call("ACCEPT", accept);
    }

    /** {@code operation("LAUNCH", "{task_infos: [...]}")}. */
    public static ObjectNode operation(String type, String json, Object... values) {
        ObjectNode operation = Json.object("{type: '%s'}", type);
        operation.set(type.toLowerCase(Locale.ROOT), Json.object(json, values));
        return operation;
    }

    /** A LAUNCH of these tasks on that offer's agent; {@code agent_id} is filled in. */
    public static ObjectNode launch(Offer offer, ObjectNode... tasks) {
        ObjectNode operation = Json.object("{type: 'LAUNCH', launch: {task_infos: []}}");
        for (ObjectNode task : tasks) {
            ObjectNode complete = task.deepCopy();
            complete.set("agent_id", value(offer.agentId()));
            ((ObjectNode) operation.path("launch")).withArray("task_infos").add(complete);
        }
        return operation;
    }

    /**
     * Takes an offer, launches the tasks with it, and answers the offer. The rest of it comes back at once. What is in the offer is not on
     * record: what tasks before have used may be free again, or not yet, or come by itself as an offer that is too small.
     */
    public Offer launch(ObjectNode... tasks) {
        double cpus = Math.min(cpus(tasks), MOST_CPUS);
        Offer offer = take(o -> o.amount("cpus") >= cpus, stage().deadline())
                .orElseThrow(() -> new Stage.Missing("an offer of " + cpus + " cpus"));
        saw(offer.briefest());
        accept(List.of(offer.id()), "{refuse_seconds: 0}", launch(offer, tasks));
        return offer;
    }

    private static double cpus(ObjectNode... tasks) {
        return Stream.of(tasks)
                .flatMap(task -> Stream.of(task.path("resources"), task.at("/executor/resources")))
                .flatMap(JsonNode::valueStream)
                .filter(resource -> resource.path("name").asString("").equals("cpus"))
                .mapToDouble(resource -> resource.at("/scalar/value").asDouble(0))
                .sum();
    }

    public Http.Reply decline(Offer offer, double refuseSeconds) {
        return call(
                "DECLINE",
                "{offer_ids: [{value: '%s'}], filters: {refuse_seconds: %s}}",
                offer.id(),
                String.valueOf(refuseSeconds));
    }

    public Http.Reply kill(String task) {
        return call("KILL", "{task_id: {value: '%s'}}", task);
    }

    /** Acknowledges a status update that has a uuid. */
    public Http.Reply acknowledge(Stage.Seen update) {
        return call(
                "ACKNOWLEDGE",
                "{agent_id: {value: '%s'}, task_id: {value: '%s'}, uuid: '%s'}",
                update.at("/update/status/agent_id/value"),
                update.at("/update/status/task_id/value"),
                update.at("/update/status/uuid"));
    }

    // ---- events

    /** The next offer that it has not taken yet, on record in one line. */
    public Offer offer() {
        return offer(offer -> true);
    }

    public Offer offer(Predicate<Offer> which) {
        Offer offer = take(which, stage().deadline()).orElseThrow(() -> new Stage.Missing("an offer"));
        saw(offer.brief());
        return offer;
    }

    /** The next offer, every field on record. */
    public Offer offerInFull() {
        Offer offer = take(o -> true, stage().deadline()).orElseThrow(() -> new Stage.Missing("an offer"));
        saw("offer", offer.tree());
        return offer;
    }

    /** That many offers, on record in no order; for clusters of several agents. */
    public List<Offer> offers(int count) {
        long deadline = stage().deadline();
        List<Offer> all = new ArrayList<>();
        while (all.size() < count) {
            all.add(take(o -> true, deadline).orElseThrow(() -> new Stage.Missing("offer " + (all.size() + 1))));
        }
        stage().transcript()
                .addUnordered(
                        all.stream()
                                .map(o -> new Transcript.Entry(name() + " < " + o.brief(), Optional.empty()))
                                .toList(),
                        stage().names());
        return all;
    }

    /** Records that no offer comes within that time, or the one that does. Those that came before count. */
    public void noOffer(Duration time) {
        Optional<Offer> offer = take(o -> true, System.nanoTime() + time.toNanos());
        saw(offer.map(Offer::brief).orElse("no offer for " + time.toMillis() + " ms"));
    }

    /** Forgets the offers that came so far and were not taken: the next one is new. */
    public void forgetOffers() {
        fence();
        offers.clear();
    }

    private Optional<Offer> take(Predicate<Offer> which, long deadline) {
        while (true) {
            Optional<Offer> found = offers.stream().filter(which).findFirst();
            if (found.isPresent()) {
                offers.remove(found.get());
                taken.add(found.get().id());
                return found;
            }
            Optional<JsonNode> event = next(deadline);
            if (event.isEmpty()) {
                return Optional.empty();
            }
            pass(event.get());
        }
    }

    /** The next event of that type; those before it go on record, too. */
    public Stage.Seen await(String type) {
        return await(type, event -> true);
    }

    /** The next event of that type for which that holds. */
    public Stage.Seen await(String type, Predicate<JsonNode> which) {
        return await(event -> type(event).equals(type) && which.test(event), () -> "an event " + type);
    }

    /** The next status update of the task, whole. It is not acknowledged. */
    public Stage.Seen update(String task) {
        return await(isUpdate(task), () -> "an update of " + task);
    }

    private static Predicate<JsonNode> isUpdate(String task) {
        return event -> event.at("/update/status/task_id/value").asString("").equals(task);
    }

    private Stage.Seen await(Predicate<JsonNode> which, Supplier<String> what) {
        long deadline = stage().deadline();
        while (true) {
            JsonNode event = next(deadline).orElseThrow(() -> new Stage.Missing(what.get()));
            if (which.test(event)) {
                record(event);
                return new Stage.Seen(event);
            }
            pass(event);
        }
    }

    /**
     * Acknowledges updates of the task until one has that state. Only the states go on record, in a line each: for what a scenario
     * needs and is not about.
     */
    public Stage.Seen until(String task, String state) throws Exception {
        long deadline = stage().deadline();
        while (true) {
            JsonNode event = next(deadline).orElseThrow(() -> new Stage.Missing(task + " " + state));
            if (!isUpdate(task).test(event)) {
                pass(event);
                continue;
            }
            Stage.Seen update = new Stage.Seen(event);
            saw("UPDATE " + task + " " + update.at("/update/status/state"));
            acknowledgeInPassing(update);
            if (update.at("/update/status/state").equals(state)) {
                return update;
            }
        }
    }

    /**
     * Takes events until each of these (an event's type, or a type and a task id: {@code "UPDATE t1"}) has come once, and records them
     * in no order: for events around one incident.
     */
    public List<Stage.Seen> awaitAll(String... wanted) {
        long deadline = stage().deadline();
        List<String> missing = new ArrayList<>(List.of(wanted));
        List<JsonNode> seen = new ArrayList<>();
        while (!missing.isEmpty()) {
            Optional<JsonNode> next = next(deadline);
            if (next.isEmpty()) {
                seen.forEach(this::record); // they tell why
                throw new Stage.Missing(String.join(", ", missing));
            }
            JsonNode event = next.get();
            String type = type(event);
            String named = type + " " + event.at("/update/status/task_id/value").asString("");
            if (missing.remove(named) || missing.remove(type) || !ignored(event)) {
                seen.add(event);
            }
        }
        stage().transcript().addUnordered(seen.stream().map(this::entry).toList(), stage().names());
        return seen.stream().map(Stage.Seen::new).toList();
    }

    /**
     * As {@link #awaitAll}, for tasks to their ends: each update is acknowledged when it comes, so that the next one of its task can,
     * until each of the tasks has ended and each of the other wanted events has come. Updates before the ends are on record in a line
     * each, since what is known of containers then may depend on time.
     *
     * @param tasks to their ends
     * @param wanted types of other events
     */
    public void untilOver(List<String> tasks, String... wanted) throws Exception {
        long deadline = stage().deadline();
        List<String> missing = new ArrayList<>(List.of(wanted));
        List<String> live = new ArrayList<>(tasks);
        List<Transcript.Entry> seen = new ArrayList<>();
        while (!missing.isEmpty() || !live.isEmpty()) {
            JsonNode event =
                    next(deadline).orElseThrow(() -> new Stage.Missing("the end of " + live + " and " + missing));
            if (!missing.remove(type(event)) && ignored(event)) {
                continue;
            }
            Stage.Seen update = new Stage.Seen(event);
            acknowledgeInPassing(update);
            String task = update.at("/update/status/task_id/value");
            if (task.isEmpty() || TERMINAL.contains(update.at("/update/status/state"))) {
                live.remove(task);
                seen.add(entry(event));
            } else {
                seen.add(new Transcript.Entry(name() + " < UPDATE " + task + brief(event), Optional.empty()));
            }
        }
        stage().transcript().addUnordered(seen, stage().names());
    }

    private static String brief(JsonNode update) {
        return Stream.of("state", "reason", "message", "healthy")
                .map(field -> update.at("/update/status/" + field).asString(""))
                .filter(value -> !value.isEmpty())
                .collect(Collectors.joining(", ", " ", ""));
    }

    /**
     * A round trip through the master, by reconciling a task that does not exist: all that earlier calls made the master send has
     * come when it returns, and is on record. Needs a connected framework and no agent on its way back.
     */
    public Framework fence() {
        String task = "fence-" + ++fences;
        try {
            stage().quietly(() -> call("RECONCILE", "{tasks: [{task_id: {value: '%s'}}]}", task));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        long deadline = stage().deadline();
        while (true) {
            JsonNode event = next(deadline).orElseThrow(() -> new Stage.Missing("the answer to a reconciliation"));
            if (isUpdate(task).test(event)) {
                return this;
            }
            pass(event);
        }
    }

    /** Records what comes in that time, offers and heartbeats excepted, and that it was all. */
    public void silence(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (Optional<JsonNode> event = next(end); event.isPresent(); event = next(end)) {
            pass(event.get());
        }
        saw("nothing more for " + time.toMillis() + " ms");
    }

    /** The bytes of the stream so far, chunk by chunk. */
    public List<byte[]> chunks() {
        return stream().chunks();
    }

    private Optional<JsonNode> next(long deadline) {
        Optional<JsonNode> event = stream().next(deadline);
        while (event.filter(this::isToldAgain).isPresent()) {
            acknowledgeInPassing(new Stage.Seen(event.get()));
            event = stream().next(deadline);
        }
        return event;
    }

    /** An agent that ended, or was slow, before the acknowledgement reached it tells an update once more. */
    private boolean isToldAgain(JsonNode event) {
        return passed.contains(event.at("/update/status/uuid").asString(""));
    }

    /** Not on record, and neither is the update if it comes once more. */
    private void acknowledgeInPassing(Stage.Seen update) {
        String uuid = update.at("/update/status/uuid");
        if (uuid.isEmpty()) {
            return;
        }
        passed.add(uuid);
        try {
            stage().quietly(() -> acknowledge(update));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** An event that nobody asked for. */
    private void pass(JsonNode event) {
        if (!ignored(event)) {
            record(event);
        }
    }

    private boolean ignored(JsonNode event) {
        switch (type(event)) {
            case "HEARTBEAT" -> {
                return true;
            }
            case "OFFERS" -> {
                event.at("/offers/offers").forEach(offer -> offers.add(new Offer(offer)));
                return true;
            }
            case "RESCIND" -> {
                String offer = event.at("/rescind/offer_id/value").asString();
                offers.removeIf(o -> o.id().equals(offer));
                return !taken.contains(offer);
            }
            default -> {
                return false;
            }
        }
    }

    private void record(JsonNode event) {
        stage().transcript().add(entry(event));
    }

    private Transcript.Entry entry(JsonNode event) {
        JsonNode body = event.path(type(event).toLowerCase(Locale.ROOT));
        Optional<JsonNode> tree = body.isMissingNode() ? Optional.empty() : Optional.of(body);
        return new Transcript.Entry(name() + " < " + type(event), tree);
    }

    static String type(JsonNode event) {
        return event.path("type").asString("(without type)");
    }

    @Override
    void leave() {
        if (!id.isEmpty() && stream != null) {
            try {
                stage().quietly(() -> call("TEARDOWN", ""));
            } catch (Exception e) {
                // The scenario may have ended the framework or the master itself.
            }
        }
        close();
    }
}
