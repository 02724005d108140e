package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.SplittableRandom;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Random good containers, checks, discovery, secrets and limits. */
final class RandomTaskParts {

    private final SplittableRandom random;

    RandomTaskParts(SplittableRandom random) {
        this.random = random;
    }

    void into(ObjectNode app) {
        maybe(() -> container(app.putObject("container")));
        maybe(() -> check(app.putObject("check")));
        maybe(() -> discovery(app.putObject("discovery")));
        maybe(() -> app.put("max_completion_time", pick("1h", "90s", "1ms")));
        if (app.get("resources") instanceof ObjectNode resources) {
            maybe(() -> {
                ObjectNode ports = resources.putObject("ports");
                maybe(() -> ports.putArray("fixed").add(80).add(65_535));
                maybe(() -> ports.put("count", random.nextInt(4)).put("contiguous", random.nextBoolean()));
            });
            maybe(() -> resources.put("gpus", random.nextInt(3)));
            maybe(() -> {
                ObjectNode named = resources.putObject("named");
                maybe(() -> named.put(pick("licenses", "a b"), new BigDecimal(pick("2", "0.5"))));
                maybe(() -> named.putObject("ids").putArray("ranges").add("5-9").add("12"));
                maybe(() ->
                        named.putObject("devices").putArray("items").add("a").add("b,c"));
                maybe(() -> named.putObject("any").put("count", 1 + random.nextInt(3)));
            });
            if (resources.get("disk") instanceof ObjectNode disk) {
                maybe(() -> {
                    String type = pick("PATH", "MOUNT", "path", "Mount");
                    ObjectNode source = disk.putObject("source").put("type", type);
                    maybe(() -> source.put(type.toLowerCase(Locale.ROOT), pick("/mnt/a", "b")));
                });
            }
            maybe(() -> {
                ObjectNode limits = resources.putObject("limits");
                maybe(() -> limits.put("cpu", 1_000_000));
                maybe(() -> limits.put("mem", "unlimited"));
            });
        }
        if (app.get("command") instanceof ObjectNode command) {
            maybe(() -> {
                ObjectNode secrets = command.putObject("secrets");
                maybe(() -> secrets.putObject("PASSWORD").put("value", pick("", "x y")));
                maybe(() -> secrets.putObject("TOKEN")
                        .putObject("reference")
                        .put("name", "a/b")
                        .put("key", "k"));
            });
        }
    }

    private void container(ObjectNode json) {
        boolean docker = random.nextBoolean();
        if (docker || random.nextBoolean()) {
            json.put("type", docker ? pick("docker", "DOCKER") : pick("mesos", "Mesos"));
        }
        if (docker || random.nextBoolean()) {
            json.put("image", pick("alpine", "h:5000/a/b"));
            maybe(() -> json.put("tag", pick("3", "a_b.c-d")));
            maybe(() -> json.put("force_pull", random.nextBoolean()));
        }
        maybe(() -> networks(json.putArray("network"), docker));
        maybe(() -> volumes(json.putArray("volume")));
        if (docker) {
            maybe(() -> json.put("privileged", random.nextBoolean()));
            maybe(() ->
                    json.putArray("parameters").addObject().put("key", "ulimit").put("value", "nofile=5"));
        } else {
            maybe(() -> json.put("tty", random.nextBoolean()));
            maybe(() -> json.put("shm_size", 1 + random.nextInt(100)));
            maybe(() -> {
                ArrayNode rlimits = json.putArray("rlimits");
                rlimits.addObject().put("type", "nofile").put("soft", 5).put("hard", 1L << 40);
                maybe(() -> rlimits.addObject().put("type", "core"));
            });
            maybe(() -> {
                ObjectNode capabilities = json.putObject("capabilities");
                maybe(() -> capabilities.putArray("effective").add("NET_ADMIN"));
                maybe(() -> capabilities.putArray("bounding").add("NET_ADMIN").add("KILL"));
            });
        }
    }

    private void networks(ArrayNode networks, boolean docker) {
        ObjectNode network = networks.addObject().put("name", pick("edge", "bridge"));
        maybe(() -> network.putArray("group").add("a"));
        maybe(() -> network.putObject("labels").put("a", "b").put("c", ""));
        maybe(() -> network.set(
                "labels",
                JsonNodeFactory.instance
                        .arrayNode()
                        .add(JsonNodeFactory.instance.objectNode().put("x", "1").put("y", "2"))
                        .add(JsonNodeFactory.instance.objectNode().put("z", "3"))));
        maybe(() -> {
            ArrayNode addresses = network.putArray("ipaddress");
            addresses.addObject().put("ip", "10.0.0.9");
            maybe(() -> addresses.addObject().put("protocol", pick("IPv6", "ipv4")));
            maybe(() -> addresses.addObject().put("protocol", "ipv6").put("ip", "fe80::1"));
        });
        maybe(() -> {
            ObjectNode mapping = network.putArray("port_mapping").addObject();
            mapping.put("host_port", 31_000).put("container_port", 65_535);
            maybe(() -> mapping.put("protocol", pick("tcp", "UDP")));
        });
        if (!docker) {
            maybe(() -> networks.addObject());
        }
    }

    private void volumes(ArrayNode volumes) {
        maybe(() -> {
            ObjectNode host = volumes.addObject().put("container_path", "/data").put("host_path", pick("/mnt", "sub"));
            maybe(() -> host.put("mode", pick("ro", "rw", "RO")));
        });
        maybe(() -> {
            ObjectNode source = volumes.addObject().put("container_path", "in").putObject("source");
            ObjectNode docker = source.put("type", pick("DOCKER", "docker")).putObject("docker_volume");
            docker.put("name", "v1");
            maybe(() -> docker.put("driver", "rexray"));
            maybe(() -> docker.putObject("driver_opts").put("size", "5").put("fs", ""));
        });
    }

    private void check(ObjectNode json) {
        switch (random.nextInt(3)) {
            case 0 -> json.put("type", "http").putObject("http").put("port", 80).put("path", "/ok");
            case 1 -> json.put("type", "TCP").putObject("tcp").put("port", 80);
            default -> json.put("type", "command").putObject("command").put("cmd", "true");
        }
        maybe(() -> json.put("delay", 0));
        maybe(() -> json.put("interval", "1s"));
        maybe(() -> json.put("timeout", "250ms"));
    }

    private void discovery(ObjectNode json) {
        json.put("visibility", pick("framework", "CLUSTER", "external"));
        maybe(() -> json.put("name", "n"));
        maybe(() -> json.put("environment", "prod"));
        maybe(() -> json.put("location", "east"));
        maybe(() -> json.put("version", "1"));
        maybe(() -> json.putArray("ports")
                .addObject()
                .put("number", random.nextInt(65_536))
                .put("protocol", "tcp"));
        maybe(() -> json.putObject("labels").put("a", "b"));
    }

    private void maybe(Runnable action) {
        if (random.nextBoolean()) {
            action.run();
        }
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
