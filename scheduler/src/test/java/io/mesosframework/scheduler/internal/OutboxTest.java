package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.protocol.scheduler.Call;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private record Answer(String number, boolean lost) {}

    private final List<String> called = new ArrayList<>();
    private final Deque<CompletableFuture<Void>> unanswered = new ArrayDeque<>();
    private final List<Answer> answers = new ArrayList<>();
    private final AtomicInteger roomAgain = new AtomicInteger();
    private final Outbox outbox = new Outbox(
            call -> {
                called.add(call.getFrameworkId().getValue());
                unanswered.add(new CompletableFuture<>());
                return unanswered.getLast();
            },
            (send, error) -> answers.add(
                    new Answer(send.call().getFrameworkId().getValue(), error instanceof SubscriptionLostException)),
            roomAgain::incrementAndGet);

    @Test
    void givesTheClientABoundedNumberAndTheRestInOrderAsAnswersCome() {
        int all = 3 * Outbox.MOST_UNANSWERED;
        for (int i = 0; i < all; i++) {
            outbox.send(numbered(Call.Type.REVIVE, i));
        }
        assertThat(called).hasSize(Outbox.MOST_UNANSWERED);
        assertThat(outbox.waiting()).isEqualTo(2 * Outbox.MOST_UNANSWERED);

        while (called.size() < all) {
            int before = roomAgain.get();
            while (roomAgain.get() == before) {
                unanswered.remove().complete(null);
            }
            outbox.handOver();
            assertThat(unanswered).hasSizeLessThanOrEqualTo(Outbox.MOST_UNANSWERED);
        }
        assertThat(outbox.waiting()).isZero();
        for (int i = 0; i < all; i++) {
            assertThat(called.get(i)).isEqualTo(String.valueOf(i));
        }
    }

    @Test
    void whatWaitsWhenTheSubscriptionEndsIsNotSentAndAllButAcknowledgementsAreTold() {
        for (int i = 0; i < Outbox.MOST_UNANSWERED; i++) {
            outbox.send(numbered(Call.Type.KILL, i));
        }
        outbox.send(numbered(Call.Type.ACKNOWLEDGE, 7001));
        outbox.send(numbered(Call.Type.ACCEPT, 7002));

        outbox.drop();
        unanswered.forEach(answer -> answer.complete(null));
        outbox.handOver();

        assertThat(called).hasSize(Outbox.MOST_UNANSWERED).doesNotContain("7001", "7002");
        assertThat(answers).hasSize(Outbox.MOST_UNANSWERED + 1).startsWith(new Answer("7002", true));
        assertThat(roomAgain).hasValue(0);
    }

    private static Effect.Send numbered(Call.Type type, int number) {
        Call.Builder call = Call.newBuilder().setType(type);
        call.getFrameworkIdBuilder().setValue(String.valueOf(number));
        return new Effect.Send(call.build(), List.of(), 1, null);
    }
}
