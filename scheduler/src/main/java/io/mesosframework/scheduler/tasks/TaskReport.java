package io.mesosframework.scheduler.tasks;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Mesos said of a task, in its own words.
 *
 * @param state the state that Mesos reported
 * @param reason Mesos' reason, without its {@code REASON_} prefix; null where none was given
 * @param message Mesos' message, its first 2000 characters; empty where none was given
 * @param exitCode the command's exit code, where the message tells one
 */
public record TaskReport(
        TaskState state,
        @Nullable String reason,
        String message,
        @Nullable Integer exitCode) {

    /** The command executor puts the exit code into its message only (PROTOCOL C64). */
    private static final Pattern EXITED = Pattern.compile("Command exited with status (\\d{1,3})\\b");

    /** Made once, as very many slots remember them. */
    private static final Map<TaskStatus.Reason, String> REASONS = Arrays.stream(TaskStatus.Reason.values())
            .collect(Collectors.toUnmodifiableMap(
                    reason -> reason, reason -> reason.name().replaceFirst("^REASON_", "")));

    /** A message may be of any length, and what is kept of a slot may not. */
    private static final int LONGEST_MESSAGE = 2000;

    public static TaskReport of(TaskStatus status) {
        return new TaskReport(
                status.getState(),
                reasonOf(status),
                shortened(status.getMessage()),
                exitCode(status.getState(), status.getMessage()));
    }

    /** The reason of a status without its prefix; null where it has none. */
    public static @Nullable String reasonOf(TaskStatus status) {
        return status.hasReason() ? REASONS.get(status.getReason()) : null;
    }

    private static String shortened(String message) {
        if (message.length() <= LONGEST_MESSAGE) {
            return message;
        }
        int end =
                Character.isHighSurrogate(message.charAt(LONGEST_MESSAGE - 1)) ? LONGEST_MESSAGE - 1 : LONGEST_MESSAGE;
        return message.substring(0, end) + "... (" + (message.length() - end) + " more)";
    }

    private static @Nullable Integer exitCode(TaskState state, String message) {
        Matcher matcher = EXITED.matcher(message);
        if (matcher.find()) {
            return Integer.valueOf(matcher.group(1));
        }
        return state == TaskState.TASK_FINISHED ? Integer.valueOf(0) : null;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(state.name());
        if (reason != null) {
            text.append(" (").append(reason).append(')');
        }
        if (!message.isEmpty()) {
            text.append(": ").append(message);
        }
        return text.toString();
    }
}
