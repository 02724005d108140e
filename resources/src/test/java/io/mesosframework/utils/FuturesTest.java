package io.mesosframework.utils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FuturesTest {

    @Test
    void aWaitOnTheThreadThatBringsTheOutcomeThrowsAtOnceAndElsewhereDoesNot() throws Exception {
        CompletableFuture<String> here = Futures.guarded(() -> true, "wait elsewhere");
        assertThatThrownBy(here::join).isInstanceOf(IllegalStateException.class).hasMessage("wait elsewhere");
        assertThatThrownBy(here::get).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> here.get(1, TimeUnit.DAYS)).isInstanceOf(IllegalStateException.class);
        CompletableFuture<Integer> length = here.thenApply(String::length);
        assertThatThrownBy(length::join).isInstanceOf(IllegalStateException.class);
        here.complete("done");
        assertThat(here.join()).isEqualTo("done");
        assertThat(length.get()).isEqualTo(4);
        CompletableFuture<String> elsewhere = Futures.guarded(() -> false, "wait elsewhere");
        assertThatThrownBy(() -> elsewhere.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void theCauseIsWhatFailedAndNotWhatIsWrappedAroundIt() {
        IOException cause = new IOException("cut", new IllegalStateException("its own cause is left alone"));
        CompletionException empty = new CompletionException("nothing in it", null);
        assertThat(Futures.cause(cause)).isSameAs(cause);
        assertThat(Futures.cause(new CompletionException(new CompletionException(cause))))
                .isSameAs(cause);
        assertThat(Futures.cause(empty)).isSameAs(empty);
    }
}
