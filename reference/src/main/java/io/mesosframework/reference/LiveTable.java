package io.mesosframework.reference;

import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.Specification;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** On a terminal: a table of each application's slots by state, drawn anew in place, with the last news below it. */
final class LiveTable implements Report {

    private static final int NEWS = 8;
    private static final int FEWEST_NEWS = 3;
    private static final Duration REDRAW = Duration.ofMillis(250);
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";
    private static final String TO_LINE_END = "\u001b[K";
    private static final String TO_SCREEN_END = "\u001b[J";
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final PrintWriter out;
    private final TaskView tasks;
    private final Clock clock;
    private final Supplier<ScreenSize> screen;
    private final Deque<String> news = new ArrayDeque<>();

    /** Why slots are pending, as last told. */
    private final Map<SlotKey, String> reasons = new HashMap<>();

    private String headline;
    private int drawn;
    private ScreenSize size;
    private Instant lastDraw = Instant.MIN;
    private boolean changed = true;

    LiveTable(PrintWriter out, TaskView tasks, Clock clock, Supplier<ScreenSize> screen, String headline) {
        this.out = out;
        this.tasks = tasks;
        this.clock = clock;
        this.screen = screen;
        this.size = screen.get();
        this.headline = headline;
    }

    @Override
    public void note(String words) {
        Words.visible(words).lines().forEach(this::addNews);
    }

    @Override
    public void subscription(SubscriptionState state) {
        if (state instanceof SubscriptionState.Subscribed subscribed) {
            headline = headline.replaceFirst(" · framework .*$", "")
                    + " · framework "
                    + subscribed.event().getFrameworkId().getValue();
        }
        addNews(Words.visible(Words.of(state)));
    }

    @Override
    public void transition(SlotTransition transition) {
        if (transition.changesState()) {
            reasons.remove(transition.key());
            addNews(Words.visible(Words.of(transition)));
        }
    }

    /** The reasons stand beside the slots; what is a tree is told below as well. */
    @Override
    public void waiting(List<Shortfall> slots, Instant now) {
        slots.forEach(shortfall -> reasons.put(shortfall.slot(), Words.visible(shortfall.text())));
        if (slots.get(0).causes().size() > 1) {
            Report.super.waiting(slots, now);
        }
        changed = true;
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
        ScreenSize nowSize = screen.get();
        boolean resized = !nowSize.equals(size);
        size = nowSize;
        List<String> lines = lines(now);
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            // What the terminal made of the old lines at its new width nobody knows.
            text.append(resized ? CLEAR : "\u001b[" + drawn + "F");
        }
        lines.forEach(line -> text.append(line).append(TO_LINE_END).append('\n'));
        text.append(TO_SCREEN_END);
        out.print(text);
        out.flush();
        drawn = lines.size();
        lastDraw = now;
        changed = false;
    }

    /** No more lines than the screen has, but for the one that the cursor is on. */
    private List<String> lines(Instant now) {
        int left = size.rows() - 1;
        List<String> applications = applicationRows();
        List<Slot> slots = List.copyOf(tasks.slots());
        // The headline, three blank lines and the head of the slots; news give way to slots, slots to applications.
        int room = left - applications.size() - 5;
        int newsRows = Math.min(news.size(), Math.max(FEWEST_NEWS, room - slots.size()));
        List<String> lines = new ArrayList<>();
        lines.add(BOLD + cut(headline) + PLAIN);
        lines.add("");
        lines.addAll(applications);
        lines.add("");
        lines.addAll(slotRows(slots, Math.max(0, room - newsRows), now));
        lines.add("");
        news.stream().skip(news.size() - newsRows).forEach(line -> lines.add(DIM + cut(line) + PLAIN));
        return lines.size() <= left ? lines : lines.subList(0, Math.max(1, left));
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

    /** The first slots; where not all fit, the last row says how many more there are. */
    private List<String> slotRows(List<Slot> slots, int room, Instant now) {
        List<String> rows = new ArrayList<>();
        rows.add(BOLD
                + cut(String.format(Locale.ROOT, "%-20s %-12s %7s  %-16s %s", "SLOT", "STATE", "FOR", "AGENT", "TASK"))
                + PLAIN);
        int shown = slots.size() <= room ? slots.size() : Math.max(0, room - 1);
        slots.stream().limit(shown).forEach(slot -> rows.add(cut(row(slot, now))));
        if (shown < slots.size()) {
            rows.add(cut("... and " + (slots.size() - shown) + " more"));
        }
        return rows;
    }

    private String row(Slot slot, Instant now) {
        SlotTask task = slot.task();
        String reason = slot.state() == SlotState.PENDING ? reasons.get(slot.key()) : null;
        if (reason != null) {
            return String.format(
                    Locale.ROOT,
                    "%-20s %-12s %7s  %s",
                    slot.key(),
                    slot.state().word(),
                    age(Duration.between(slot.since(), now)),
                    reason);
        }
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
        int width = size.columns();
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
