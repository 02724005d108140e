package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.MasterElection.Candidate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MasterElectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Ballot ballot = new Ballot();
    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .masters(3)
            .agents(1)
            .simulatedTasks(TaskScript.runs())
            .election(ballot)
            .electionTime(Duration.ZERO)
            .start();

    @AfterEach
    void close() {
        mesos.close();
        assertThat(ballot.candidates()).isEmpty();
        assertThat(ballot.listeners).isEmpty();
    }

    @Test
    void allMastersAreAnnouncedAndTheFirstLeads() {
        assertThat(ballot.candidates()).extracting(Candidate::address).isEqualTo(mesos.masters());
        assertThat(mesos.leader()).hasValue(mesos.masters().get(0));
        assertThat(mesos.state()).contains("\"activated_slaves\":1");
    }

    @Test
    void onlyTheLeaderCountsItselfElectedAndKnowsOfAgents() throws Exception {
        assertThat(metrics(0)).contains("\"master/elected\":1.0").contains("\"master/slaves_active\":1.0");
        assertThat(metrics(1)).contains("\"master/elected\":0.0").contains("\"master/slaves_active\":0.0");
    }

    private String metrics(int master) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + mesos.masters().get(master) + "/metrics/snapshot"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void aKilledMasterIsWithdrawnAndTheNextLeads() {
        mesos.killMaster(0);
        awaitLeader(mesos.masters().get(1));
        assertThat(ballot.candidates())
                .extracting(Candidate::address)
                .isEqualTo(mesos.masters().subList(1, 3));
    }

    @Test
    void aMasterThatBeginsAgainIsAnotherCandidate() {
        List<Candidate> before = ballot.candidates();
        mesos.killMaster(2);
        mesos.startMaster(2);
        await().atMost(PATIENCE)
                .until(() -> ballot.candidates().size() == 3
                        && !ballot.candidates().get(2).equals(before.get(2)));
        assertThat(ballot.candidates().get(2).address())
                .isEqualTo(mesos.masters().get(2));
    }

    @Test
    void aMasterThatLosesItsCandidacyEnds() {
        ballot.take(ballot.candidates().get(0));
        awaitLeader(mesos.masters().get(1));
        await().atMost(PATIENCE).until(() -> !answers(mesos.masters().get(0)));
    }

    @Test
    void aMasterThatLosesItsLeadToOneElsewhereEndsAndTheOthersPointThere() throws Exception {
        ballot.elect(Optional.of(new Candidate("10.0.0.1:5050", "")));
        awaitLeader("10.0.0.1:5050");
        await().atMost(PATIENCE).until(() -> !answers(mesos.masters().get(0)));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + mesos.masters().get(1) + "/master/state"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .headers()
                        .firstValue("Location"))
                .hasValue("//10.0.0.1:5050/master/state");
    }

    @Test
    void whereNobodyLeadsAllSaySo() throws Exception {
        ballot.elect(Optional.empty());
        await().atMost(PATIENCE).until(() -> mesos.leader().isEmpty());
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + mesos.masters().get(1) + "/redirect"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void anElectionDoesNotGoTogetherWithVirtualTime() {
        EmbeddedMesosBuilder builder =
                EmbeddedMesos.builder().election(new Ballot()).virtualTime();
        assertThatThrownBy(builder::start).isInstanceOf(IllegalStateException.class);
    }

    private void awaitLeader(String address) {
        await().atMost(PATIENCE).until(() -> mesos.leader().equals(Optional.of(address)));
    }

    private static boolean answers(String master) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + master + "/health"))
                    .build();
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (java.io.IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Who has stood longest leads, unless it is said otherwise. */
    private static final class Ballot implements MasterElection {

        private final Map<Candidate, Runnable> standing = new LinkedHashMap<>();
        private final List<Consumer<Optional<Candidate>>> listeners = new ArrayList<>();
        private boolean counting = true;

        @Override
        public synchronized Participation contend(Candidate candidate, Runnable lost) {
            standing.put(candidate, lost);
            tell();
            return () -> {
                synchronized (this) {
                    standing.remove(candidate);
                    tell();
                }
                return CompletableFuture.completedFuture(null);
            };
        }

        @Override
        public synchronized Participation detect(Consumer<Optional<Candidate>> leader) {
            listeners.add(leader);
            tell();
            return () -> {
                synchronized (this) {
                    listeners.remove(leader);
                }
                return CompletableFuture.completedFuture(null);
            };
        }

        synchronized List<Candidate> candidates() {
            return List.copyOf(standing.keySet());
        }

        /** Takes a candidacy away. */
        synchronized void take(Candidate candidate) {
            Runnable lost = standing.remove(candidate);
            if (lost != null) {
                lost.run();
            }
            tell();
        }

        /** From now on this one leads, whoever stands. */
        synchronized void elect(Optional<Candidate> leader) {
            counting = false;
            listeners.forEach(listener -> listener.accept(leader));
        }

        private void tell() {
            if (counting) {
                listeners.forEach(
                        listener -> listener.accept(standing.keySet().stream().findFirst()));
            }
        }
    }
}
