package io.mesosframework.reference;

import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.Specification;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** On a terminal: a table of each application's slots by state, drawn anew in place, with the last news below it. */
final class LiveTable implements Report {

    private static final int NEWS = 8;
    private static final int SLOT_ROWS = 24;
    private static final Duration REDRAW = Duration.ofMillis(250);
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";
    private static final String TO_LINE_END = "\u001b[K";
    private static final String TO_SCREEN_END = "\u001b[J";

    private final PrintWriter out;
    private final TaskView tasks;
    private final Clock clock;
    private final int width;
    private final Deque<String> news = new ArrayDeque<>();
    private String headline;
    private int drawn;
    private Instant lastDraw = Instant.MIN;
    private boolean changed = true;

    LiveTable(PrintWriter out, TaskView tasks, Clock clock, int width, String headline) {
        this.out = out;
        this.tasks = tasks;
        this.clock = clock;
        this.width = Math.max(width, 40);
        this.headline = headline;
    }

    @Override
    public void note(String words) {
        words.lines().forEach(this::addNews);
    }

    @Override
    public void subscription(SubscriptionState state) {
        if (state instanceof SubscriptionState.Subscribed subscribed) {
            headline = headline.replaceFirst(" · framework .*$", "")
                    + " · framework "
                    + subscribed.event().getFrameworkId().getValue();
        }
        addNews(Words.of(state));
    }

    @Override
    public void transition(SlotTransition transition) {
        if (transition.changesState()) {
            addNews(Words.of(transition));
        }
    }

    private void addNews(String line) {
        news.addLast(line);
        if (news.size() > NEWS) {
            news.removeFirst();
        }
        changed = true;
    }

    @Override
    public void tick() {
        Instant now = clock.instant();
        Duration age = lastDraw.equals(Instant.MIN) ? Duration.ofDays(1) : Duration.between(lastDraw, now);
        if ((changed && age.compareTo(REDRAW) >= 0) || age.compareTo(Duration.ofSeconds(1)) >= 0) {
            draw(now);
        }
    }

    private void draw(Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(BOLD + cut(headline) + PLAIN);
        lines.add("");
        lines.addAll(applicationRows());
        lines.add("");
        lines.addAll(slotRows(now));
        lines.add("");
        news.forEach(line -> lines.add(DIM + cut(line) + PLAIN));
        StringBuilder screen = new StringBuilder();
        if (drawn > 0) {
            screen.append("\u001b[").append(drawn).append('F');
        }
        lines.forEach(line -> screen.append(line).append(TO_LINE_END).append('\n'));
        screen.append(TO_SCREEN_END);
        out.print(screen);
        out.flush();
        drawn = lines.size();
        lastDraw = now;
        changed = false;
    }

    private List<String> applicationRows() {
        List<String> rows = new ArrayList<>();
        rows.add(BOLD + cut(String.format(Locale.ROOT, "%-20s %6s  %s", "APPLICATION", "SLOTS", "STATES")) + PLAIN);
        for (Specification specification : tasks.specifications()) {
            String name = specification.application().name();
            Map<SlotState, Integer> counts = new EnumMap<>(SlotState.class);
            List<Slot> slots = tasks.slotsOf(name);
            slots.forEach(slot -> counts.merge(slot.state(), 1, Integer::sum));
            String states = counts.entrySet().stream()
                    .map(entry -> entry.getValue() + " " + entry.getKey().word())
                    .collect(Collectors.joining(", "));
            rows.add(cut(String.format(Locale.ROOT, "%-20s %6d  %s", name, slots.size(), states)));
        }
        return rows;
    }

    private List<String> slotRows(Instant now) {
        List<String> rows = new ArrayList<>();
        rows.add(BOLD
                + cut(String.format(Locale.ROOT, "%-20s %-12s %7s  %-16s %s", "SLOT", "STATE", "FOR", "AGENT", "TASK"))
                + PLAIN);
        Collection<Slot> slots = tasks.slots();
        slots.stream().limit(SLOT_ROWS).forEach(slot -> rows.add(cut(row(slot, now))));
        if (slots.size() > SLOT_ROWS) {
            rows.add("... and " + (slots.size() - SLOT_ROWS) + " more");
        }
        return rows;
    }

    private static String row(Slot slot, Instant now) {
        SlotTask task = slot.task();
        return String.format(
                Locale.ROOT,
                "%-20s %-12s %7s  %-16s %s",
                slot.key(),
                slot.state().word(),
                age(Duration.between(slot.since(), now)),
                task == null ? "" : agent(task),
                task == null ? "" : task.id());
    }

    /** The host, and the number at the end of the agent's id, as several agents may share a host. */
    private static String agent(SlotTask task) {
        return task.hostname() + " " + task.agent().substring(task.agent().lastIndexOf('-') + 1);
    }

    private static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        return seconds < 60
                ? seconds + "s"
                : seconds < 3600
                        ? seconds / 60 + "m" + seconds % 60 + "s"
                        : seconds / 3600 + "h" + seconds / 60 % 60 + "m";
    }

    private String cut(String line) {
        return line.length() <= width ? line : line.substring(0, width - 1) + "…";
    }

    @Override
    public void summary(Summary summary) {
        draw(clock.instant());
        out.println(summary);
    }

    @Override
    public void close() {
        out.flush();
    }
}
