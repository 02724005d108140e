package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.InverseOffer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TimeInfo;
import io.mesosframework.protocol.UUID;
import io.mesosframework.protocol.Unavailability;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.EventHandler;
import io.mesosframework.scheduler.HandlerProblem;
import io.mesosframework.scheduler.InverseOfferPolicy;
import io.mesosframework.scheduler.ResourceManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.internal.placement.DefaultResourceManager;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.SlotState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandlersTest {

    private final List<HandlerProblem> problems = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    private CoreFixture core(EventController controller) {
        return core(controller, InverseOfferPolicy.accept());
    }

    private CoreFixture core(EventController controller, InverseOfferPolicy inverseOffers) {
        return new CoreFixture(
                controller, new Callbacks(inverseOffers, Duration.ofMillis(500), nanos::get, problems::add));
    }

    private static Event inverseOffers(String... ids) {
        Event.InverseOffers.Builder offers = Event.InverseOffers.newBuilder();
        for (String id : ids) {
            offers.addInverseOffers(InverseOffer.newBuilder()
                    .setId(OfferID.newBuilder().setValue(id))
                    .setFrameworkId(FrameworkID.newBuilder().setValue("f-1"))
                    .setUnavailability(Unavailability.newBuilder()
                            .setStart(TimeInfo.newBuilder().setNanoseconds(1))));
        }
        return Event.newBuilder()
                .setType(Event.Type.INVERSE_OFFERS)
                .setInverseOffers(offers)
                .build();
    }

    private static Application web() {
        return Application.named("web").cpus(1).mem(64).command("run").build();
    }

    // ---- inverse offers ----

    @Test
    void inverseOffersAreAcceptedByDefault() {
        CoreFixture core = core(EventController.standard());
        core.subscribe();
        core.event(inverseOffers("I1", "I2"));
        assertThat(core.calls(Call.Type.ACCEPT_INVERSE_OFFERS))
                .singleElement()
                .satisfies(call -> assertThat(call.getAcceptInverseOffers().getInverseOfferIdsList())
                        .extracting(OfferID::getValue)
                        .containsExactly("I1", "I2"));
        assertThat(core.calls(Call.Type.DECLINE_INVERSE_OFFERS)).isEmpty();
    }

    @Test
    void aPolicyAnswersThemOneByOne() {
        CoreFixture core = core(
                EventController.standard(),
                (offer, context) -> offer.getId().getValue().equals("I1")
                        ? InverseOfferPolicy.Answer.ACCEPT
                        : InverseOfferPolicy.Answer.DECLINE);
        core.subscribe();
        core.event(inverseOffers("I1", "I2"));
        assertThat(core.calls(Call.Type.ACCEPT_INVERSE_OFFERS)).hasSize(1);
        assertThat(core.calls(Call.Type.DECLINE_INVERSE_OFFERS)).hasSize(1);
    }

    @Test
    void whatAHandlerHasAnsweredIsNotAnsweredAgain() {
        CoreFixture core = core(EventController.builder()
                .on(
                        Event.Type.INVERSE_OFFERS,
                        (event, context) -> List.of(new Action.DeclineInverse(
                                List.of(event.getInverseOffers()
                                        .getInverseOffers(0)
                                        .getId()),
                                Filters.getDefaultInstance())))
                .build());
        core.subscribe();
        core.event(inverseOffers("I1", "I2"));
        assertThat(Stream.of(Call.Type.ACCEPT_INVERSE_OFFERS, Call.Type.DECLINE_INVERSE_OFFERS)
                        .flatMap(type -> core.calls(type).stream())
                        .flatMap(call -> Stream.concat(
                                call.getAcceptInverseOffers().getInverseOfferIdsList().stream(),
                                call.getDeclineInverseOffers().getInverseOfferIdsList().stream()))
                        .map(OfferID::getValue))
                .containsExactlyInAnyOrder("I1", "I2");
        assertThat(core.calls(Call.Type.DECLINE_INVERSE_OFFERS)).hasSize(1);
    }

    @Test
    void aPolicyThatThrowsAccepts() {
        CoreFixture core = core(EventController.standard(), (offer, context) -> {
            throw new IllegalStateException("no idea");
        });
        core.subscribe();
        core.event(inverseOffers("I1"));
        assertThat(core.calls(Call.Type.ACCEPT_INVERSE_OFFERS)).hasSize(1);
        assertThat(problems).hasSize(1);
    }

    // ---- every event ----

    @ParameterizedTest
    @EnumSource(Event.Type.class)
    void everyKindOfEventReachesItsHandler(Event.Type type) {
        List<Event.Type> seen = new ArrayList<>();
        CoreFixture core = core(EventController.routing(Map.of(type, (event, context) -> {
            seen.add(event.getType());
            return List.of();
        })));
        core.event(Event.newBuilder().setType(type).build());
        assertThat(seen).containsExactly(type);
        assertThat(problems).isEmpty();
    }

    @Test
    void anEventOfANewerMasterIsOfTypeUnknown() throws InvalidProtocolBufferException {
        Event future = Event.parseFrom(new byte[] {0x08, 0x7f});
        List<Event> seen = new ArrayList<>();
        CoreFixture core = core(EventController.routing(Map.of(Event.Type.UNKNOWN, (event, context) -> {
            seen.add(event);
            return List.of();
        })));
        core.event(future);
        assertThat(seen).containsExactly(future);
        core(EventController.standard()).event(future);
        assertThat(problems).isEmpty();
    }

    @Test
    void connectedDisconnectedAndReregisteredAreToldApart() {
        List<String> told = new ArrayList<>();
        CoreFixture core = core(EventController.builder()
                .onConnected((event, context) -> {
                    told.add("connected");
                    return List.of();
                })
                .onReregistered((event, context) -> {
                    told.add("reregistered");
                    return List.of();
                })
                .onDisconnected((cause, context) -> {
                    told.add("disconnected: " + cause.getMessage());
                    return List.of();
                })
                .build());
        core.subscribe();
        core.disconnect();
        core.subscribe();
        assertThat(told).containsExactly("connected", "disconnected: cut", "connected", "reregistered");
    }

    @Test
    void theStatusOfAnOperationIsAcknowledgedOnceUnlessAHandlerDoes() {
        Event event = Event.newBuilder()
                .setType(Event.Type.UPDATE_OPERATION_STATUS)
                .setUpdateOperationStatus(Event.UpdateOperationStatus.newBuilder()
                        .setStatus(OperationStatus.newBuilder()
                                .setState(OperationState.OPERATION_FINISHED)
                                .setOperationId(OperationID.newBuilder().setValue("op-1"))
                                .setUuid(UUID.newBuilder().setValue(ByteString.copyFrom(new byte[16])))))
                .build();
        CoreFixture standard = core(EventController.standard());
        standard.subscribe();
        standard.event(event);
        assertThat(standard.calls(Call.Type.ACKNOWLEDGE_OPERATION_STATUS)).hasSize(1);
        CoreFixture own = core(EventController.routing(Map.of(
                Event.Type.UPDATE_OPERATION_STATUS,
                (update, context) -> List.of(new Action.AcknowledgeOperation(
                        update.getUpdateOperationStatus().getStatus())))));
        own.subscribe();
        own.event(event);
        assertThat(own.calls(Call.Type.ACKNOWLEDGE_OPERATION_STATUS)).hasSize(1);
    }

    // ---- what goes wrong ----

    private CoreFixture running(EventController controller) {
        CoreFixture core = core(controller);
        core.put(web());
        core.subscribe();
        core.offer(core.agentOffer("a1", 4, 1024));
        core.update(core.taskId("web", 0), TaskState.TASK_RUNNING);
        return core;
    }

    @Test
    void aHandlerThatThrowsIsReportedByNameAndTheStandardOneTakesItsPlace() {
        CoreFixture core = running(EventController.routing(
                Map.of(Event.Type.UPDATE, EventHandler.named("the accountant", (event, context) -> {
                    throw new IllegalStateException("no ink");
                }))));
        assertThat(core.state("web", 0)).isEqualTo(SlotState.RUNNING);
        assertThat(core.calls(Call.Type.ACKNOWLEDGE)).hasSize(1);
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.handler()).isEqualTo("the accountant");
            assertThat(problem.what()).isEqualTo("UPDATE");
            assertThat(problem.cause()).hasMessage("no ink");
        });
    }

    @Test
    void whatAHandlerChangedBeforeItThrewIsKeptAllTheSame() {
        CoreFixture core = running(EventController.routing(Map.of(Event.Type.UPDATE, (event, context) -> {
            var unused = context.tasks().status(event.getUpdate().getStatus(), context.now());
            throw new AssertionError("too late");
        })));
        assertThat(core.state("web", 0)).isEqualTo(SlotState.RUNNING);
        assertThat(core.committed.get(core.committed.size() - 1).writes().toString())
                .contains("slots/web/0");
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless handler may do
    void aHandlerThatAnswersNullIsOneThatThrows() {
        CoreFixture core = running(EventController.routing(Map.of(Event.Type.UPDATE, (event, context) -> null)));
        assertThat(core.state("web", 0)).isEqualTo(SlotState.RUNNING);
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.cause()).hasMessageContaining("it answered null"));
    }

    @Test
    void aHandlerThatHoldsTheLoopForLongIsReportedWithHowLong() {
        CoreFixture core = core(EventController.routing(Map.of(
                Event.Type.HEARTBEAT, EventHandler.named("the sleeper", (event, context) -> {
                    nanos.addAndGet(Duration.ofMillis(700).toNanos());
                    return List.of();
                }))));
        core.event(Event.newBuilder().setType(Event.Type.HEARTBEAT).build());
        assertThat(problems)
                .containsExactly(new HandlerProblem("the sleeper", "HEARTBEAT", Duration.ofMillis(700), null));
    }

    /** As code in Kotlin, Scala or with a trick in Java may. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException unchecked(Throwable cause) throws E {
        throw (E) cause;
    }

    @Test
    void aHandlerThatThrowsWhatIsCheckedIsReportedAsAnyOther() {
        CoreFixture core = running(EventController.routing(Map.of(Event.Type.UPDATE, (event, context) -> {
            throw HandlersTest.<RuntimeException>unchecked(new IOException("disk"));
        })));
        assertThat(core.state("web", 0)).isEqualTo(SlotState.RUNNING);
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.cause()).isInstanceOf(IOException.class));
    }

    @Test
    void aRoleThatAHandlerHasSuppressedIsRevivedForWhatWaits() {
        CoreFixture core = core(EventController.builder()
                .on(Event.Type.HEARTBEAT, (event, context) -> List.of(new Action.Suppress(Set.of("*"))))
                .build());
        core.put(web());
        core.subscribe();
        core.event(Event.newBuilder().setType(Event.Type.HEARTBEAT).build());
        assertThat(core.calls(Call.Type.SUPPRESS)).hasSize(1);
        assertThat(core.calls(Call.Type.REVIVE)).hasSize(1);
    }

    @Test
    void offersAreRefusedForNoLongerThanMesosWould() {
        ResourceManager forEver = (pending, offers, tasks, now) -> new Placement(
                List.of(),
                Placement.decliningRest(offers, List.of(), Duration.ofSeconds(Long.MAX_VALUE)),
                Map.of(),
                List.of());
        CoreFixture core = with(forEver, UnaryOperator.identity());
        assertThat(core.calls(Call.Type.DECLINE))
                .singleElement()
                .satisfies(call -> assertThat(call.getDecline().getFilters().getRefuseSeconds())
                        .isEqualTo(365 * 86_400.0));
    }

    private CoreFixture with(@Nullable ResourceManager resources, UnaryOperator<TaskInfo> lastTouch) {
        CoreFixture core = new CoreFixture(
                EventController.standard(),
                resources,
                List.of("*"),
                lastTouch,
                new Callbacks(InverseOfferPolicy.accept(), Duration.ofMillis(500), nanos::get, problems::add));
        core.put(web());
        core.subscribe();
        core.offer(core.agentOffer("a1", 4, 1024));
        return core;
    }

    @Test
    void aResourceManagerThatThrowsIsReported() {
        CoreFixture core = with(
                (pending, offers, tasks, now) -> {
                    throw new IllegalStateException("no map");
                },
                UnaryOperator.identity());
        assertThat(core.declined()).hasSize(1);
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).isEqualTo("the placement of 1 offers"));
    }

    @Test
    void whatHasTheLastTouchIsReportedWhereItThrowsAndTheTaskIsNotLaunched() {
        CoreFixture core = with(null, info -> {
            throw new IllegalStateException("no paint");
        });
        assertThat(core.calls(Call.Type.ACCEPT)).isEmpty();
        assertThat(core.state("web", 0)).isEqualTo(SlotState.PENDING);
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).startsWith("the launch of web.0."));
        assertThat(core.core().shortfalls())
                .singleElement()
                .satisfies(
                        why -> assertThat(why.text())
                                .isEqualTo(
                                        "beforeLaunch failed on agent a1 (a1.example): java.lang.IllegalStateException: no paint"));
    }

    @Test
    void whatIsOursIsNotBlamedForLoad() {
        CoreFixture core = new CoreFixture(
                EventController.standard(),
                null,
                List.of("*"),
                new Untouched(),
                new Callbacks(
                        InverseOfferPolicy.accept(),
                        Duration.ofMillis(500),
                        () -> nanos.addAndGet(Duration.ofSeconds(1).toNanos()),
                        problems::add));
        core.put(web());
        core.subscribe();
        core.offer(core.agentOffer("a1", 4, 1024));

        assertThat(core.calls(Call.Type.ACCEPT)).hasSize(1);
        assertThat(problems).noneMatch(problem -> problem.what().startsWith("the "));
    }

    @Test
    void aScoreOfTheUsersIsBlamedByItsName() {
        AgentScore slow =
                (agent, application) -> nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        with(
                new DefaultResourceManager(specification -> "*", slow, List.of((agent, application) -> true)),
                new Untouched());

        assertThat(problems)
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.handler()).startsWith(slow.getClass().getName() + ", rule "));
    }

    @Test
    void whatHasTheLastTouchMustNotChangeTheIds() {
        CoreFixture core = with(
                null,
                info -> info.toBuilder()
                        .setTaskId(TaskID.newBuilder().setValue("mine"))
                        .build());
        assertThat(core.calls(Call.Type.ACCEPT)).isEmpty();
        assertThat(problems).hasSize(1);
    }

    @Test
    void oneThatThrowsOnALostSubscriptionDoesNotEndTheFramework() {
        CoreFixture core = core(EventController.builder()
                .onDisconnected((cause, context) -> {
                    throw new IllegalStateException("oh no");
                })
                .build());
        core.subscribe();
        core.disconnect();
        core.subscribe();
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).isEqualTo("disconnected"));
    }
}
