package io.mesosframework.conformance.suite.books;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import io.mesosframework.conformance.suite.Web;
import java.util.List;

/** What masters answer that do not lead, and what limits of rate mean to calls by HTTP: A17, A19, A41, A60. */
public final class LeadershipScenarios implements Book {
    private static final String SCHEDULER = "/api/v1/scheduler";

    @Override
    public List<Scenario> scenarios() {
        return List.of(followerRedirects(), followerAnswers(), followerAsksWho(), notLimited());
    }

    private static Web follower(Stage stage) {
        return stage.web("client of a follower", stage.master(stage.leader() == 1 ? 2 : 1));
    }

    private static Scenario followerRedirects() {
        return Scenario.of(
                        "follower-redirects",
                        "A follower sends everyone to the leader before it looks at method, type or body")
                .proves("A17", "A19", "A51")
                .on(Needs.oneAgent().masters(3))
                .steps(stage -> {
                    Web follower = follower(stage);
                    follower.post(SCHEDULER).json("{type: 'SUBSCRIBE'}").send();
                    follower.get(SCHEDULER).send();
                    follower.post(SCHEDULER + "/more?c=d%20e").body("nope").send();
                    follower.post("/master/api/v1").json("{type: 'GET_HEALTH'}").send();
                    follower.request("PUT", "/api/v1/").send();
                    follower.get("/redirect").send();
                    follower.get("/redirect/x").send();
                    for (String path : List.of(
                            "/state",
                            "/state?jsonp=f",
                            "/state.json",
                            "/state-summary",
                            "/slaves?slave_id=x",
                            "/frameworks",
                            "/tasks",
                            "/roles",
                            "/maintenance/status",
                            "/maintenance/schedule",
                            "/quota",
                            "/weights")) {
                        follower.get(path).send();
                    }
                    for (String path : List.of(
                            "/teardown",
                            "/reserve",
                            "/unreserve",
                            "/create-volumes",
                            "/destroy-volumes",
                            "/machine/down",
                            "/machine/up",
                            "/quota",
                            "/maintenance/schedule")) {
                        follower.post(path).body("nope").send();
                    }
                });
    }

    private static Scenario followerAnswers() {
        return Scenario.of("follower-answers", "What every master answers, whoever leads")
                .proves("A17")
                .on(Needs.oneAgent().masters(3))
                .steps(stage -> {
                    Web follower = follower(stage);
                    for (String path :
                            List.of("/health", "/version", "/flags", "/metrics/snapshot", "/files/debug", "/nothing")) {
                        follower.get(path).ask();
                    }
                    follower.post("/health").ask();
                });
    }

    private static Scenario followerAsksWho() {
        return Scenario.of("follower-asks-who", "A follower asks for credentials before it sends anybody on")
                .proves("A17", "A41")
                .on(Needs.oneAgent().masters(3).credential("me", "secret"))
                .steps(stage -> {
                    Web follower = follower(stage);
                    follower.post(SCHEDULER).json("{}").send();
                    follower.get(SCHEDULER)
                            .header("Authorization: Basic bWU6d3Jvbmc=")
                            .send();
                    follower.post(SCHEDULER)
                            .header("Authorization: Basic bWU6c2VjcmV0")
                            .json("{}")
                            .send();
                });
    }

    private static Scenario notLimited() {
        return Scenario.of(
                        "not-rate-limited",
                        "Limits of rate hold for frameworks on the old driver, not for calls by HTTP")
                .proves("A60")
                .on(Needs.oneAgent()
                        .credential("me", "secret")
                        .masterFlag(
                                "rate_limits",
                                "{\"limits\":[{\"principal\":\"me\",\"qps\":0.01,\"capacity\":1}],"
                                        + "\"aggregate_default_qps\":0.01,\"aggregate_default_capacity\":1}"))
                .steps(stage -> {
                    Framework framework =
                            stage.framework().authenticated("me", "secret").subscribe();
                    stage.within(0, 5000, "ten calls taken", () -> {
                        for (int i = 0; i < 10; i++) {
                            framework.call("REVIVE", "{}");
                        }
                    });
                    framework.launch(Launch.command("t1", "true"));
                    framework.until("t1", "TASK_FINISHED");
                });
    }
}
