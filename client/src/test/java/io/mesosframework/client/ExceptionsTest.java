package io.mesosframework.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExceptionsTest {

    @Test
    void aRefusedCallKeepsTheStatusAndMesosOwnWords() {
        MesosCallException refused =
                new MesosCallException("ACCEPT", "http://127.0.0.1:5050", 400, "Framework cannot be found");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.reason()).isEqualTo("Framework cannot be found");
        assertThat(refused)
                .hasMessage("http://127.0.0.1:5050 refused ACCEPT with status 400: Framework cannot be found");
    }

    @Test
    void aRefusalWithoutWordsSaysSo() {
        assertThat(new AuthenticationException("SUBSCRIBE", "https://m:5050", " "))
                .hasMessage("https://m:5050 refused SUBSCRIBE with status 401 and no reason.")
                .isInstanceOf(MesosCallException.class);
    }

    @Test
    void aCallInDoubtSaysWhy() {
        assertThat(new CallInDoubtException("KILL", new IllegalStateException("connection reset")))
                .hasMessage("No answer to KILL; whether Mesos has taken it is unknown: connection reset")
                .hasRootCauseMessage("connection reset");
        assertThat(new CallInDoubtException("KILL", null)).hasMessageContaining("subscription ended");
    }
}
