package io.mesosframework.reference;

import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.TaskReport;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sentences that reports share. */
final class Words {

    private static final int LONGEST = 300;

    private static final Pattern URL_WITH_SECRET = Pattern.compile("(\\w+://)(?!\\[?user:password@]?host:port)\\S+@");

    private Words() {}

    static String of(SubscriptionState state) {
        if (state instanceof SubscriptionState.Subscribed subscribed) {
            return "subscribed as framework "
                    + subscribed.event().getFrameworkId().getValue();
        }
        SubscriptionState.Disconnected disconnected = (SubscriptionState.Disconnected) state;
        return "no subscription: " + oneLine(disconnected.cause().getMessage()) + " (next attempt in "
                + seconds(disconnected.retryIn()) + ")";
    }

    /**
     * User and password of a URL are nobody's to read, in whatever message it stands. A password may hold whatever marks the end
     * of another: all up to the last @ goes, but for the form of such a URL in words of ours.
     */
    static String withoutSecrets(String text) {
        return URL_WITH_SECRET.matcher(text).replaceAll("$1***@");
    }

    /** Why a file cannot be read; the message of many exceptions is but its name. */
    static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof CharacterCodingException) {
            return "is not UTF-8 text";
        }
        return "cannot be read: " + (e instanceof AccessDeniedException ? "permission denied" : e.getMessage());
    }

    /** Such as {@code web.0 running on host1 (task web.0.abc)}. */
    static String of(SlotTransition transition) {
        Slot after = transition.after();
        if (after == null) {
            return transition.key() + " removed";
        }
        StringBuilder words = new StringBuilder()
                .append(after.key())
                .append(' ')
                .append(after.state().word());
        SlotTask task = after.task();
        if (task != null && after.state().hasTask()) {
            words.append(" on ")
                    .append(task.hostname())
                    .append(" (task ")
                    .append(task.id())
                    .append(')');
        }
        Instant until = after.until();
        if (until != null) {
            words.append(" for ").append(seconds(Duration.between(transition.at(), until)));
        }
        TaskReport report = transition.report();
        if (report != null && (report.reason() != null || !report.message().isEmpty())) {
            words.append(": ").append(report);
        }
        return words.toString();
    }

    /** Why slots of one application wait, for the same reasons: in one line, or as a tree where there are several. */
    static List<String> of(List<Shortfall> slots) {
        Shortfall first = slots.get(0);
        String who = first.slot() + (slots.size() == 1 ? " waits: " : " and " + (slots.size() - 1) + " more wait: ");
        if (first.causes().size() < 2) {
            return List.of(who + first.text());
        }
        List<String> lines = new ArrayList<>();
        lines.add(who + "fits none of " + first.agents() + " agents");
        first.causes()
                .forEach(cause -> lines.add("    " + cause.agents()
                        + (cause.agents() == 1 ? " agent: " : " agents; nearest: ") + cause.nearest()));
        return lines;
    }

    /** Why slots of one application wait to try again, for the same reason, in one line. */
    static String ofRetries(List<Slot> slots, Instant now) {
        Slot first = slots.get(0);
        String who = first.key() + (slots.size() == 1 ? " waits: " : " and " + (slots.size() - 1) + " more wait: ");
        return who + retry(first, now);
    }

    /** What a slot waits for after its task has ended, and how that ended. */
    static String retry(Slot slot, Instant now) {
        Instant until = slot.until();
        String when = until == null ? "tries again" : "tries again in " + seconds(Duration.between(now, until));
        int tries = slot.failures() + slot.losses();
        return when
                + (tries > 1 ? " after " + tries + " tries" : "")
                + (slot.ending() == null
                        ? ""
                        : "; last: " + oneLine(slot.ending().toString()));
    }

    /** A page that somebody answered with is told by its beginning. */
    static String oneLine(@Nullable String message) {
        String line = String.valueOf(message).strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /**
     * With what would command a terminal made visible: names and messages come from tasks and files.
     *
     * @param words lines stay lines
     */
    static String visible(String words) {
        StringBuilder text = new StringBuilder();
        words.codePoints().forEach(c -> {
            if (c == '\t') {
                text.append("    ");
            } else if (c == '\n' || !Character.isISOControl(c)) {
                text.appendCodePoint(c);
            } else {
                text.append(String.format(Locale.ROOT, "\\x%02x", c));
            }
        });
        return text.toString();
    }

    static String lastWords(SlotTransition failure, String stderr) {
        return "last lines of " + failure.key() + "'s stderr:\n"
                + stderr.lines().map(line -> "    " + line).collect(Collectors.joining("\n"));
    }

    /** In the largest unit that tells it exactly: {@code 90 s}, {@code 5 min}, {@code 7 days}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0 || duration.toMillisPart() != 0) {
            return seconds(duration);
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + (seconds == 86_400 ? " day" : " days");
        }
        return seconds % 3_600 == 0
                ? seconds / 3_600 + " h"
                : seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", Math.max(0, duration.toMillis()) / 1000.0);
    }
}
