package io.mesosframework.reference;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Follows applications by the API until their slots are up. */
final class AppWait {

    private static final long LOOK_MILLIS = 250;

    private final ApiClient api;
    private final Consumer<String> news;

    /** Of each application, what was told of it last. */
    private final Map<String, String> told = new TreeMap<>();

    AppWait(ApiClient api, Consumer<String> news) {
        this.api = api;
        this.news = news;
    }

    ExitCode untilUp(List<String> names, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            int up = 0;
            for (String name : names) {
                JsonNode application = api.get("/v1/api/app?name=" + AppCommand.encoded(name));
                tell(name, application);
                if (hasFailed(application)) {
                    return ExitCode.SLOT_FAILED;
                }
                up += isUp(application) ? 1 : 0;
            }
            if (up == names.size()) {
                return ExitCode.GOAL_REACHED;
            }
            if (System.nanoTime() - end > 0) {
                news.accept("not all slots are up within " + Words.duration(patience)
                        + ": 'mesosfw app why' tells what they wait for");
                return ExitCode.GOAL_MISSED;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void tell(String name, JsonNode application) {
        String words = AppWords.standing(application);
        if (!words.equals(told.put(name, words))) {
            news.accept(name + ": " + words);
        }
    }

    private static boolean hasFailed(JsonNode application) {
        return slots(application, "failed") > 0
                || application.path("rollout").path("state").asString("").equals("halted");
    }

    /** Slots of a job may have finished meanwhile; those with a health check are to be healthy. */
    private static boolean isUp(JsonNode application) {
        String rollout = application.path("rollout").path("state").asString("done");
        int ready = slots(application, "healthy")
                + slots(application, "finished")
                + (application.has("healthcheck") ? 0 : slots(application, "running"));
        return rollout.equals("done") && ready >= application.path("instances").asInt(1);
    }

    private static int slots(JsonNode application, String state) {
        return application.path("state").path("slots").path(state).asInt(0);
    }
}
