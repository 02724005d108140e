package io.mesosframework.server.api;

import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Slots and their history. */
final class SlotRoutes {

    private final ApiSource source;

    private SlotRoutes(ApiSource source) {
        this.source = source;
    }

    static List<ApiRoute> of(ApiSource source) {
        SlotRoutes routes = new SlotRoutes(source);
        return List.of(
                ApiRoute.of("GET", "/v1/api/app/{name}/slots", "The slots of an application", routes::ofApplication)
                        .parameter("state", "SlotState", false, "Only those in this state")
                        .paged()
                        .answers(200, "Slots")
                        .answers(404, "Errors"),
                ApiRoute.of("GET", "/v1/api/slot/{slot}", "A slot with its last changes of state", routes::one)
                        .answers(200, "SlotWithHistory")
                        .answers(404, "Errors"));
    }

    private CompletionStage<ServerResponse> ofApplication(ServerRequest request) {
        Page page = Page.of(request);
        Optional<SlotState> state = request.parameter("state").map(SlotRoutes::state);
        TaskView tasks = source.tasks();
        String name = request.variable("name");
        Refusals.found(tasks, name);
        List<Slot> slots = tasks.slotsOf(name).stream()
                .filter(slot -> state.isEmpty() || slot.state() == state.get())
                .toList();
        return Json.answer(200, page.answer("slots", slots, SlotAnswers::slot)).now();
    }

    private static SlotState state(String word) {
        return Arrays.stream(SlotState.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        400,
                        "state",
                        Arrays.stream(SlotState.values())
                                .map(SlotState::word)
                                .collect(Collectors.joining(", ", "must be one of ", ""))));
    }

    private CompletionStage<ServerResponse> one(ServerRequest request) {
        String name = request.variable("slot");
        Slot slot = source.tasks().slotNamed(name).orElseThrow(() -> Refusals.noSlot(name));
        return Json.answer(200, SlotAnswers.withHistory(slot)).now();
    }
}
