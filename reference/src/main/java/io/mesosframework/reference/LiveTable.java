package io.mesosframework.reference;

import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotTransition;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** On a terminal: a table of each application's slots by state, drawn anew in place, with the last news below it. */
final class LiveTable implements Report {

    private static final int FEWEST_NEWS = 3;

    /** With fewer rows there are no blank ones between the parts. */
    private static final int ROOMY = 18;

    /** With fewer rows the parts have no heads. */
    private static final int TIGHT = 8;

    private static final Duration REDRAW = Duration.ofMillis(250);
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";
    private static final String TO_LINE_END = "\u001b[K";
    private static final String TO_SCREEN_END = "\u001b[J";
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final PrintWriter out;
    private final Supplier<TaskView> tasks;
    private final Clock clock;
    private final Supplier<ScreenSize> screen;
    private final News news = new News();
    private final TableRows rows;
    private String headline;
    private int drawn;
    private ScreenSize size;
    private Instant lastDraw = Instant.MIN;
    private boolean changed = true;

    LiveTable(PrintWriter out, Supplier<TaskView> tasks, Clock clock, Supplier<ScreenSize> screen, String headline) {
        this.out = out;
        this.tasks = tasks;
        this.clock = clock;
        this.screen = screen;
        this.rows = new TableRows(tasks);
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
            rows.waitsNoMore(transition.key());
            addNews(Words.visible(Words.of(transition)));
        }
    }

    /** The reasons stand beside the slots, and below in full where they would be cut off. */
    @Override
    public void waiting(List<Shortfall> slots, Instant now) {
        slots.forEach(rows::waits);
        Shortfall first = slots.get(0);
        if (first.causes().size() > 1 || TableRows.isCut(first, size.columns())) {
            Report.super.waiting(slots, now);
        }
        changed = true;
    }

    @Override
    public void impossible(Shortfall why, Instant now) {
        rows.impossible(why);
        Report.super.impossible(why, now);
    }

    @Override
    public void impossibleNow(Set<String> applications) {
        changed |= rows.impossibleNow(applications);
    }

    private void addNews(String line) {
        news.add(line);
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

    /**
     * No more lines than the screen has, but for the one that the cursor is on. A third of them, three at least, is for news where there
     * are so many; applications get half of what is left where not all fit, slots the rest.
     */
    private List<String> lines(Instant now) {
        int left = size.rows() - 1;
        boolean blanks = left >= ROOMY;
        boolean heads = left >= TIGHT;
        int body = Math.max(0, left - 1 - (heads ? 2 : 0) - (blanks ? 3 : 0));
        List<String> applications = rows.applications();
        List<Slot> slots = List.copyOf(tasks.get().slots());
        int newsLeast = news.rows(size.columns(), Math.min(body, Math.max(FEWEST_NEWS, body / 3)))
                .size();
        int tables = body - newsLeast;
        int applicationRoom = Math.min(applications.size(), Math.max(tables - slots.size(), tables / 2));
        int slotRoom = Math.min(slots.size(), tables - applicationRoom);
        List<String> lines = new ArrayList<>();
        lines.add(bold(headline));
        blank(lines, blanks);
        if (heads) {
            lines.add(bold(TableRows.APPLICATIONS));
        }
        if (applicationRoom > 0) {
            TableRows.limited(applications, applications.size(), applicationRoom, " applications")
                    .forEach(row -> lines.add(cut(row)));
        }
        blank(lines, blanks);
        if (heads) {
            lines.add(bold(TableRows.SLOTS));
        }
        if (slotRoom > 0) {
            rows.slots(slots, slotRoom, now).forEach(row -> lines.add(cut(row)));
        }
        blank(lines, blanks);
        news.rows(size.columns(), body - applicationRoom - slotRoom).forEach(row -> lines.add(DIM + row + PLAIN));
        return lines.size() <= left ? lines : lines.subList(0, Math.max(1, left));
    }

    private static void blank(List<String> lines, boolean wanted) {
        if (wanted) {
            lines.add("");
        }
    }

    private String bold(String line) {
        return BOLD + cut(line) + PLAIN;
    }

    private String cut(String line) {
        return News.cut(line, size.columns());
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
