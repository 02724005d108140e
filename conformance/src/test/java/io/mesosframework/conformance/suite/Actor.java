package io.mesosframework.conformance.suite;

import tools.jackson.databind.JsonNode;

/** Who does and sees something in a scenario. */
public abstract sealed class Actor permits Framework, Executor, Web, Operator {
    private final Stage stage;
    private final String name;

    Actor(Stage stage, String name) {
        this.stage = stage;
        this.name = name;
    }

    final Stage stage() {
        return stage;
    }

    public final String name() {
        return name;
    }

    /** Records a part of something seen, a line for each of its leaves. */
    public final void show(String title, JsonNode tree) {
        stage.transcript().add(name, "sees " + title, tree);
    }

    final void did(String text) {
        stage.transcript().add(name, "> " + text);
    }

    final void did(String text, JsonNode body) {
        stage.transcript().addInline(name, "> " + text, body);
    }

    final void saw(String text) {
        stage.transcript().add(name, "< " + text);
    }

    final void saw(String text, JsonNode tree) {
        stage.transcript().add(name, "< " + text, tree);
    }

    /** Ends what it still holds, when the scenario is over. */
    abstract void leave();
}
