package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of documents that are wrong: where, what, and what would be right. */
class ApplicationJsonFaultsTest {

    private static final String RESOURCES = "\"resources\": {\"cpu\": 0.1, \"mem\": 32}";
    private static final String COMMAND = "\"command\": {\"cmd\": \"./serve\"}";

    /** Each line: fields added to a good application, then the one problem's path and a part of its message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        "instances": -1 | instances | must be a whole number from 0 to 1000000, is -1
        "instances": 1.5 | instances | whole number
        "instances": 1e300 | instances | is 1E+300
        "instances": 1e999999999 | instances | whole number
        "instances": 1000001 | instances | from 0 to 1000000
        "instances": "3" | instances | must be a number, is the text "3"
        "instances": null | instances | must be a number, is null (leave the field out instead)
        "instances": true | instances | must be a number, is true
        "instances": [] | instances | must be a number, is an array
        "instances": {} | instances | must be a number, is an object
        "labels": [] | labels | must be an object of texts, is an array
        "labels": {"a": 1} | labels.a | must be text, is the number 1
        "labels": {"a b": true} | labels["a b"] | must be text, is true
        "labels": {"": "x"} | labels[""] | a label's key must not be empty
        "labels": {"a": "\\u0000"} | labels.a | must not hold a NUL character
        "labels": {"a": "\\ud800"} | labels.a | holds half of a surrogate pair
        "labels": {"a\\u0000": "b"} | labels["a\\u0000"] | must not hold a NUL character
        "restart": "on-failur" | restart | must be "on-failure", "always", "never"; is "on-failur"; did you mean "on-failure"?
        "restart": "onfailure" | restart | did you mean "on-failure"?
        "restart": "sometimes" | restart | must be "on-failure", "always", "never"; is "sometimes"
        "restart": true | restart | must be text, is true
        "restart": "never", "retry": {} | retry | restart "never" retries nothing
        "restart": "never", "retry": {"time": "5"} | retry | restart "never" retries nothing
        "retry": 3 | retry | must be an object, is the number 3
        "retry": {"time": "1d"} | retry.time | must be a time such as 1.5 (seconds), "500ms", "90s", "5m" or "1h"; is the text "1d"
        "retry": {"time": "5 s"} | retry.time | must be a time
        "retry": {"time": ""} | retry.time | must be a time
        "retry": {"time": "s"} | retry.time | must be a time
        "retry": {"time": "-1"} | retry.time | must be a time
        "retry": {"time": "1.5ms"} | retry.time | must be a time
        "retry": {"time": "1.0005"} | retry.time | must be a time
        "retry": {"time": 0.0001} | retry.time | must be a time
        "retry": {"time": -1} | retry.time | must be a time
        "retry": {"time": 1e300} | retry.time | must be a time
        "retry": {"time": "5S"} | retry.time | must be a time
        "retry": {"time": true} | retry.time | is true
        "retry": {"time": "0"} | retry.time | must be 1ms to 720h, is 0s
        "retry": {"time": 0} | retry.time | must be 1ms to 720h, is 0s
        "retry": {"max_time": "721h"} | retry.max_time | must be 1ms to 720h, is 721h
        "retry": {"time": "10m"} | retry.time | must not be longer than max_time (5m when absent), is 10m
        "retry": {"time": "2s", "max_time": "1s"} | retry.time | must not be longer than max_time (1s), is 2s
        "retry": {"total_retries": -2} | retry.total_retries | must be a whole number from -1 to 1000000, is -2
        "retry": {"exp_backoff": "yes"} | retry.exp_backoff | must be true or false, is the text "yes"
        "retry": {"exp_backof": true} | retry.exp_backof | did you mean exp_backoff?
        "retry": {"max_retries": 3} | retry.max_retries | did you mean total_retries?
        "retry": {"backoff": true} | retry.backoff | did you mean exp_backoff?
        "strategy": "unique" | strategy | must be an object, is the text "unique"
        "strategy": {"type": "uniqe"} | strategy.type | did you mean "unique"?
        "strategy": {"type": "colocate"} | strategy.type | must be "unique", "mux", "non-mux"; is "colocate"
        "strategy": {"effort": "most"} | strategy.effort | must be "strict", "best"; is "most"
        "strategy": {"efort": "best"} | strategy.efort | did you mean effort?
        "strategy": {"spread": "rack"} | strategy.spread | is not a field of strategy, which has type, effort
        "container": "alpine" | container | must be an object, is the text "alpine"
        "container": {"type": "dockr"} | container.type | did you mean "docker"?
        "container": {"type": "docker"} | container.image | is missing: a Docker container needs one
        "container": {"image": "a b"} | container.image | must not hold blanks
        "container": {"image": ""} | container.image | must not be empty
        "container": {"tag": "3"} | container.tag | needs an image
        "container": {"image": "alpine:2", "tag": "3"} | container.tag | is given twice: the image names one already, "alpine:2"
        "container": {"image": "alpine@sha256:1", "tag": "3"} | container.tag | is given twice
        "container": {"image": "alpine", "tag": "a b"} | container.tag | must be up to 128 letters
        "container": {"force_pull": true} | container.force_pull | needs an image
        "container": {"privileged": true} | container.privileged | is for type "docker" only: give capabilities instead
        "container": {"parameters": [{"key": "a", "value": "b"}]} | container.parameters | is for type "docker" only
        "container": {"type": "docker", "image": "a", "parameters": [{"key": "name", "value": "b"}]} | container.parameters[0].key | Mesos names the container itself
        "container": {"type": "docker", "image": "a", "tty": true} | container.tty | is for type "mesos" only
        "container": {"type": "docker", "image": "a", "rlimits": [{"type": "as"}]} | container.rlimits | say it to Docker by parameters
        "container": {"type": "docker", "image": "a", "network": [{"name": "a"}, {"name": "b"}]} | container.network[1] | a Docker container joins one network
        "container": {"type": "docker", "image": "a", "network": [{"name": "host", "port_mapping": [{"host_port": 1, "container_port": 1}]}]} | container.network[0].port_mapping | does nothing on network "host"
        "container": {"network": [{"port_mapping": [{"host_port": 1, "container_port": 1}]}]} | container.network[0].name | is missing: only a named (CNI) network maps ports
        "container": {"network": [{"name": "a"}, {"name": "a"}]} | container.network[1].name | "a" is joined twice
        "container": {"network": [{"name": "a", "port_mapping": [{"host_port": 1}]}]} | container.network[0].port_mapping[0].container_port | is missing
        "container": {"network": [{"name": "a", "port_mapping": [{"host_port": 0, "container_port": 1}]}]} | container.network[0].port_mapping[0].host_port | whole number from 1 to 65535
        "container": {"network": [{"name": "a", "port_mapping": [{"host_port": 1, "container_port": 1, "protocol": "sctp"}]}]} | container.network[0].port_mapping[0].protocol | must be "tcp", "udp"
        "container": {"network": [{"ipaddress": [{"ip": "10.0.0.256"}]}]} | container.network[0].ipaddress[0].ip | is no IPv4 address: "10.0.0.256"
        "container": {"network": [{"ipaddress": [{"ip": "10.0.0.1", "protocol": "IPv6"}]}]} | container.network[0].ipaddress[0].ip | is no IPv6 address
        "container": {"network": [{"labels": [{"a": "b"}, {"a": "c"}]}]} | container.network[0].labels[1].a | is given twice
        "container": {"network": [{"labels": [{"a": 1}]}]} | container.network[0].labels[0].a | must be text
        "container": {"network": [{"groups": ["a"]}]} | container.network[0].groups | did you mean group?
        "container": {"networks": []} | container.networks | did you mean network?
        "container": {"volume": [{"container_path": "/a"}]} | container.volume[0].host_path | is missing: it says what is mounted, or source does
        "container": {"volume": [{"host_path": "/a"}]} | container.volume[0].container_path | is missing
        "container": {"volume": [{"container_path": "/a", "host_path": "/b", "mode": "rx"}]} | container.volume[0].mode | must be "rw", "ro"; is "rx"
        "container": {"volume": [{"container_path": "/a", "host_path": "/b", "source": {"type": "DOCKER", "docker_volume": {"name": "v"}}}]} | container.volume[0].source | stands against host_path
        "container": {"volume": [{"container_path": "/a", "source": {"type": "HOST", "docker_volume": {"name": "v"}}}]} | container.volume[0].source.type | must be "docker", "sandbox_path"; is "HOST"
        "container": {"volume": [{"container_path": "/a", "source": {"type": "DOCKER", "docker_volume": {}}}]} | container.volume[0].source.docker_volume.name | is missing
        "container": {"volume": [{"container_path": "/a", "source": {"type": "DOCKER", "docker_volume": {"name": "v", "DriverOptions": {}}}}]} | container.volume[0].source.docker_volume.DriverOptions | did you mean driver_opts?
        "container": {"volume": [{"container_path": "/a", "source": {"type": "DOCKER", "docker_volume": {"name": ""}}}]} | container.volume[0].source.docker_volume.name | must not be empty
        "container": {"volume": [{"container_path": "/a", "host_path": "/b"}, {"container_path": "/a", "host_path": "/c"}]} | container.volume[1].container_path | "/a" is mounted twice
        "container": {"rlimits": [{"type": "NOFILE"}]} | container.rlimits[0].type | did you mean "nofile"?
        "container": {"rlimits": [{"type": "nofile", "soft": 5}]} | container.rlimits[0].hard | give both, or neither for no limit
        "container": {"rlimits": [{"type": "nofile", "soft": 5, "hard": 4}]} | container.rlimits[0].soft | must not be above hard (4), is 5
        "container": {"rlimits": [{"type": "nofile"}, {"type": "nofile"}]} | container.rlimits[1].type | "nofile" is limited twice
        "container": {"shm_size": 0} | container.shm_size | whole number from 1
        "container": {"capabilities": {"effective": ["NET_ADMN"]}} | container.capabilities.effective[0] | did you mean NET_ADMIN?
        "container": {"capabilities": {"effective": ["KILL"], "bounding": ["CHOWN"]}} | container.capabilities.effective | holds what capabilities.bounding does not allow
        "check": {"type": "http", "http": {"port": 80, "scheme": "https"}} | check.http.scheme | a check speaks plain HTTP only
        "check": {"type": "tcp", "tcp": {"port": 80}, "fails": 3} | check.fails | a check has no consequence
        "check": {"type": "tcp"} | check.tcp | is missing
        "check": {"type": "tcp", "tcp": {"port": 80}, "interval": 0} | check.interval | must be 1ms to 720h, is 0s
        "discovery": {} | discovery.visibility | is missing
        "discovery": {"visibility": "all"} | discovery.visibility | must be "framework", "cluster", "external"
        "discovery": {"visibility": "cluster", "ports": [{"number": 65536}]} | discovery.ports[0].number | whole number from 0 to 65535
        "discovery": {"visibility": "cluster", "ports": [{"port": 80, "number": 1}]} | discovery.ports[0].port | did you mean number?
        "max_completion_time": 0 | max_completion_time | must be 1ms to 720h, is 0s
        "max_completion_time": "long" | max_completion_time | must be a time
        "filters": {} | filters | must be an array, is an object
        "filters": [1] | filters[0] | must be an object, is the number 1
        "filters": [{"value": ["a"]}] | filters[0].type | is missing
        "filters": [{"type": "TEXT"}] | filters[0].value | is missing
        "filters": [{"type": "TEXT", "value": []}] | filters[0].value | needs at least one value, or nothing ever matches
        "filters": [{"type": "TEXT", "value": "a"}] | filters[0].value | must be an array, is the text "a"
        "filters": [{"type": "TEXT", "value": ["a", ""]}] | filters[0].value[1] | must not be empty
        "filters": [{"type": "TEXT", "value": ["a"], "name": ""}] | filters[0].name | must not be empty
        "filters": [{"type": "SCALAR", "value": ["a"]}] | filters[0].value[0] | is no number: "a"
        "filters": [{"type": "RANGES", "value": ["9-5"]}] | filters[0].value[0] | begins after its end: 9-5
        "filters": [{"type": "RANGES", "value": ["5..9"]}] | filters[0].value[0] | is no range like 5 or 5-9: "5..9"
        "filters": [{"type": "TEXTS", "value": ["a"]}] | filters[0].type | did you mean "text"?
        "filters": [{"type": "TEXT", "values": ["a"], "value": ["a"]}] | filters[0].values | did you mean value?
        "filters": [{"type": "STRATEGY", "value": ["unique"]}] | filters[0].type | STRATEGY is not a filter: use the application's strategy.type instead
        "constraints": [{"field": "rack"}] | constraints[0].operator | is missing
        "constraints": [{"field": "rack", "operator": "equal", "value": "a"}] | constraints[0].operator | did you mean "equals"?
        "constraints": [{"field": "rack", "operator": "is", "value": "a"}] | constraints[0].operator | must be "equals", "not-equals", "in"
        "constraints": [{"operator": "equals", "value": "a"}] | constraints[0].field | is missing
        "constraints": [{"field": "rack", "operator": "equals"}] | constraints[0].value | is missing
        "constraints": [{"field": "rack", "operator": "equals", "values": ["a"], "value": "a"}] | constraints[0].values | operator "equals" takes one value: use value
        "constraints": [{"field": "rack", "operator": "equals", "value": 1}] | constraints[0].value | must be text, is the number 1
        "constraints": [{"field": "rack", "operator": "in", "values": []}] | constraints[0].values | needs at least one value
        "constraints": [{"field": "rack", "operator": "in", "values": ["a", 1]}] | constraints[0].values[1] | must be text, is the number 1
        "constraints": [{"field": "rack", "operator": "in", "values": ["a"], "value": "b"}] | constraints[0].value | operator "in" takes an array: use values
        "constraints": [{"field": "rack", "operator": "exists", "value": "b"}] | constraints[0].value | does nothing where operator is "exists"
        "constraints": [{"field": "rack", "operator": "matches", "value": "("}] | constraints[0].value | is no regular expression
        "constraints": [{"field": "rack", "operator": "greater", "value": "x"}] | constraints[0].value | is no number: "x"
        "constraints": [{"field": "rack", "operator": "less", "value": 1e999999999}] | constraints[0].value | is no number
        "constraints": [{"field": "@rack", "operator": "exists"}] | constraints[0].field | must be an attribute's name or one of @hostname, @agent, @region, @zone
        "constraints": [{"field": "rack", "operator": "max-per", "value": 0}] | constraints[0].value | whole number from 1
        "constraints": [{"field": "rack", "operator": "max-per"}] | constraints[0].value | is missing
        "constraints": [{"field": "rack", "operator": "unique", "value": 2}] | constraints[0].value | does nothing where operator is "unique"
        "constraints": [{"operator": "near"}] | constraints[0].application | is missing
        "constraints": [{"operator": "near", "application": "A"}] | constraints[0].application | must be 1 to 128 characters
        "constraints": [{"operator": "near", "application": "web"}] | constraints[0].application | use operator "cluster" instead
        "constraints": [{"operator": "away", "application": "web"}] | constraints[0].application | use operator "unique" instead
        "constraints": [{"operator": "no-maintenance"}] | constraints[0].within | is missing
        "constraints": [{"operator": "no-maintenance", "within": "soon"}] | constraints[0].within | must be a time
        "constraints": [{"operator": "no-maintenance", "within": 1, "field": "rack"}] | constraints[0].field | does nothing where operator is
        "constraints": [{"operator": "exists", "field": "a", "hard": true}] | constraints[0].hard | every constraint is hard unless it says
        "constraints": [{"operator": "exists", "field": "a", "prefer": true}] | constraints[0].prefer | did you mean preferred?
        "ports": [80] | ports | did you mean resources.ports?
        "unreachable": {"on_return": "kill"} | unreachable.on_return | must be "kill-returned", "keep-returned"; is "kill"
        "max_launch_delay": 0 | max_launch_delay | must be 1ms to 720h, is 0s
        "kill_policy": {"grace": 1} | kill_policy.grace | is not a field of a kill policy: did you mean grace_period?
        "update": {"max_unavailable": 0} | update.max_surge | must be at least 1 where max_unavailable is 0
        "update": {"min_healthy_time": "1h"} | update.min_healthy_time | must be shorter than deadline (10m), is 1h
        "dependencies": [] | dependencies | is not supported yet
        "healthCheck": {} | healthCheck | did you mean healthcheck?
        "health_check": {} | health_check | did you mean healthcheck?
        "Name": "x" | Name | did you mean name?
        "nmae": "x" | nmae | did you mean name?
        "instance": 2 | instance | did you mean instances?
        "replicas": 2 | replicas | did you mean instances?
        "cpus": 1 | cpus | did you mean resources.cpu?
        "mem": 1 | mem | did you mean resources.mem?
        "cmd": "x" | cmd | did you mean command.cmd?
        "env": {} | env | did you mean command.environment?
        "label": {} | label | did you mean labels?
        "retries": 1 | retries | is not a field of an application
        "zone": "eu" | zone | is not a field of an application, which has name, instances, resources, command, labels
        "": 1 | [""] | is not a field of an application
        "a\\nb": 1 | ["a\\u000ab"] | is not a field of an application
        "labels": {}, "labels": {} | labels | is given twice, the second time at line 1, column
        "labels": {"a": "1", "a": "2"} | labels.a | is given twice
        """)
    void aFaultOfAnApplicationIsNamedByItsPath(String fields, String path, String message) {
        assertProblem("{\"name\": \"web\", " + RESOURCES + ", " + COMMAND + ", " + fields + "}", path, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        {"cpu": 0, "mem": 32} | resources.cpu | must be above 0, is 0
        {"cpu": -1, "mem": 32} | resources.cpu | must be above 0, is -1
        {"cpu": 1, "mem": -0.5} | resources.mem | must be above 0, is -0.5
        {"cpu": 0.0001, "mem": 32} | resources.cpu | has more than three decimals (Mesos counts in thousandths): 0.0001
        {"cpu": 1e300, "mem": 32} | resources.cpu | must be at most 1000000000, is 1E+300
        {"cpu": 1e999999999, "mem": 32} | resources.cpu | must be at most 1000000000
        {"cpu": 1e-999999999, "mem": 32} | resources.cpu | has more than three decimals
        {"cpu": "1", "mem": 32} | resources.cpu | must be a number, is the text "1"
        {"cpu": null, "mem": 32} | resources.cpu | must be a number, is null
        {"mem": 32} | resources.cpu | is missing
        {"cpu": 1} | resources.mem | is missing
        {"cpu": 1, "mem": 32, "cpus": 1} | resources.cpus | is not a field of resources: did you mean cpu?
        {"cpu": 1, "mem": 32, "CPU": 1} | resources.CPU | did you mean cpu?
        {"cpu": 1, "mem": 32, "memory": 1} | resources.memory | did you mean mem?
        {"cpu": 1, "mem": 32, "Memory": 1} | resources.Memory | did you mean mem?
        {"cpu": 1, "mem": 32, "ram": 1} | resources.ram | did you mean mem?
        {"cpu": 1, "mem": 32, "gpus": 0.5} | resources.gpus | must be a whole number from 0 to 1000, is 0.5
        {"cpu": 1, "mem": 32, "gpus": -1} | resources.gpus | must be a whole number from 0 to 1000, is -1
        {"cpu": 1, "mem": 32, "gpu": 1} | resources.gpu | did you mean gpus?
        {"cpu": 1, "mem": 32, "named": 1} | resources.named | must be an object, is the number 1
        {"cpu": 1, "mem": 32, "named": {"x": 0}} | resources.named.x | must be above 0, is 0
        {"cpu": 1, "mem": 32, "named": {"x": 0.0001}} | resources.named.x | has more than three decimals
        {"cpu": 1, "mem": 32, "named": {"x": "1"}} | resources.named.x | must be an object, is the text "1"
        {"cpu": 1, "mem": 32, "named": {"x": {}}} | resources.named.x | must be a number, or have one of ranges, items, count
        {"cpu": 1, "mem": 32, "named": {"x": {"count": 1, "items": ["a"]}}} | resources.named.x | must be a number, or have one of ranges, items, count
        {"cpu": 1, "mem": 32, "named": {"x": {"count": 0}}} | resources.named.x.count | must be a whole number from 1 to 1000000
        {"cpu": 1, "mem": 32, "named": {"x": {"scalar": 1}}} | resources.named.x.scalar | is not used: say the number itself
        {"cpu": 1, "mem": 32, "named": {"x": {"ranges": []}}} | resources.named.x.ranges | must not be empty
        {"cpu": 1, "mem": 32, "named": {"x": {"ranges": ["1-3", "9-5"]}}} | resources.named.x.ranges[1] | begins after its end: 9-5
        {"cpu": 1, "mem": 32, "named": {"x": {"ranges": ["1-3", "3"]}}} | resources.named.x.ranges | holds a number twice
        {"cpu": 1, "mem": 32, "named": {"x": {"ranges": [5]}}} | resources.named.x.ranges[0] | must be text, is the number 5
        {"cpu": 1, "mem": 32, "named": {"x": {"items": []}}} | resources.named.x.items | must not be empty
        {"cpu": 1, "mem": 32, "named": {"x": {"items": ["a", ""]}}} | resources.named.x.items[1] | must not be empty
        {"cpu": 1, "mem": 32, "named": {"x": {"items": ["a", "a"]}}} | resources.named.x.items | holds an item twice
        {"cpu": 1, "mem": 32, "named": {"": 1}} | resources.named[""] | must not be empty
        {"cpu": 1, "mem": 32, "named": {"cpus": 1}} | resources.named.cpus | has a field of its own: say resources.cpu
        {"cpu": 1, "mem": 32, "named": {"mem": 1}} | resources.named.mem | has a field of its own: say resources.mem
        {"cpu": 1, "mem": 32, "named": {"disk": 1}} | resources.named.disk | has a field of its own: say resources.disk.size
        {"cpu": 1, "mem": 32, "named": {"gpus": 1}} | resources.named.gpus | has a field of its own: say resources.gpus
        {"cpu": 1, "mem": 32, "named": {"ports": {"count": 1}}} | resources.named.ports | has a field of its own: say resources.ports
        {"cpu": 1, "mem": 32, "named": {"a-b": {"count": 1}, "a_b": {"count": 1}}} | resources.named.a_b | is told to the command in RESOURCE_A_B, as "a-b" is
        {"cpu": 1, "mem": 32, "ports": [1]} | resources.ports | must be an object, is an array
        {"cpu": 1, "mem": 32, "ports": {"fixed": [0]}} | resources.ports.fixed[0] | whole number from 1 to 65535
        {"cpu": 1, "mem": 32, "ports": {"fixed": [80, 80]}} | resources.ports.fixed | holds a port twice
        {"cpu": 1, "mem": 32, "ports": {"count": 1001}} | resources.ports.count | whole number from 0 to 1000
        {"cpu": 1, "mem": 32, "ports": {"contiguous": true}} | resources.ports.contiguous | needs count
        {"cpu": 1, "mem": 32, "ports": {"any": 2}} | resources.ports.any | did you mean count?
        {"cpu": 1, "mem": 32, "disk": 64} | resources.disk | must be an object, is the number 64
        {"cpu": 1, "mem": 32, "disk": {}} | resources.disk.size | is missing
        {"cpu": 1, "mem": 32, "disk": {"size": 0}} | resources.disk.size | must be above 0, is 0
        {"cpu": 1, "mem": 32, "role": "db", "disk": {"size": 1, "volume": {"container_path": "d"}}} | resources.disk.persistence | is missing: without it there is no volume to mount
        {"cpu": 1, "mem": 32, "role": "db", "disk": {"size": 1, "persistence": {"id": "d"}}} | resources.disk.volume | is missing: it says where
        {"cpu": 1, "mem": 32, "role": "db", "disk": {"size": 1, "persistence": {}, "volume": {"container_path": "d"}}} | resources.disk.persistence.id | is missing
        {"cpu": 1, "mem": 32, "role": "db", "disk": {"size": 1, "persistence": {"id": "a/b"}, "volume": {"container_path": "d"}}} | resources.disk.persistence.id | must be a letter or digit
        {"cpu": 1, "mem": 32, "role": "db", "disk": {"size": 1, "persistence": {"id": "a", "principal": ""}, "volume": {"container_path": "d"}}} | resources.disk.persistence.principal | must not be empty
        {"cpu": 1, "mem": 32, "role": "db", "disk": {"size": 1, "persistence": {"id": "a", "principal": "b", "principle": "b"}, "volume": {"container_path": "d"}}} | resources.disk.persistence.principle | is another word for principal
        {"cpu": 1, "mem": 32, "role": "db", "disk": {"size": 1, "persistence": {"id": "a"}, "volume": {}}} | resources.disk.volume.container_path | is missing
        {"cpu": 1, "mem": 32, "role": "db", "disk": {"size": 1, "persistence": {"id": "a"}, "volume": {"container_path": "d", "mode": "x"}}} | resources.disk.volume.mode | must be "rw", "ro"; is "x"
        {"cpu": 1, "mem": 32, "role": "db", "disk": {"size": 1, "persistence": {"id": "a"}, "volume": {"container_path": "d", "host_path": "/h"}}} | resources.disk.volume.host_path | is for the volumes of a container
        {"cpu": 1, "mem": 32, "disk": {"size": 1, "persistence": {"id": "a"}, "volume": {"container_path": "d"}}} | resources.role | is missing: only resources of a role can be reserved
        {"cpu": 1, "mem": 32, "role": "db", "reserve": false, "disk": {"size": 1, "persistence": {"id": "a"}, "volume": {"container_path": "d"}}} | resources.reserve | must be true or left out
        {"cpu": 1, "mem": 32, "role": "*", "reserve": true} | resources.role | is "*", for which nothing can be reserved
        {"cpu": 1, "mem": 32, "reservation": true} | resources.reservation | did you mean reserve?
        {"cpu": 1, "mem": 32, "persistence": {}} | resources.persistence | did you mean disk.persistence?
        {"cpu": 1, "mem": 32, "disk": {"size": 1, "source": {}}} | resources.disk.source.type | is missing
        {"cpu": 1, "mem": 32, "disk": {"size": 1, "source": {"type": "RAW"}}} | resources.disk.source.type | must be "path", "mount"; is "RAW"
        {"cpu": 1, "mem": 32, "disk": {"size": 1, "source": {"type": "PATH", "mount": "/a"}}} | resources.disk.source.mount | is for another type of disk: of this one, say path
        {"cpu": 1, "mem": 32, "disk": {"size": 1, "source": {"type": "mount", "path": "/a"}}} | resources.disk.source.path | is for another type of disk: of this one, say mount
        {"cpu": 1, "mem": 32, "disk": {"size": 1, "source": {"type": "MOUNT", "mount": ""}}} | resources.disk.source.mount | must not be empty
        {"cpu": 1, "mem": 32, "disk": {"size": 1, "source": {"type": "MOUNT", "root": "/a"}}} | resources.disk.source.root | did you mean path or mount?
        {"cpu": 1, "mem": 32, "disk": {"source": {"type": "MOUNT"}}} | resources.disk.size | is missing
        {"cpu": 1, "mem": 32, "disk": {"size": 1, "path": "/a"}} | resources.disk.path | did you mean source.path?
        {"cpu": 1, "mem": 32, "role": ""} | resources.role | is no role
        {"cpu": 1, "mem": 32, "role": "a//b"} | resources.role | is no role
        {"cpu": 1, "mem": 32, "role": 1} | resources.role | must be text, is the number 1
        {"cpu": 1, "mem": 32, "limits": {"cpu": 0.5}} | resources.limits.cpu | must be at least what is taken (1), is 0.5
        {"cpu": 1, "mem": 32, "limits": {"mem": "infinity"}} | resources.limits.mem | must be "unlimited"; is "infinity"
        {"cpu": 1, "mem": 32, "limits": {"mem": 0}} | resources.limits.mem | must be above 0
        {"cpu": 1, "mem": 32, "limits": {"cpus": 2}} | resources.limits.cpus | did you mean cpu?
        [] | resources | must be an object, is an array
        null | resources | must be an object, is null
        """)
    void aFaultOfTheResourcesIsNamedByItsPath(String resources, String path, String message) {
        assertProblem("{\"name\": \"web\", \"resources\": " + resources + ", " + COMMAND + "}", path, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        {} | command.cmd | is missing
        {"cmd": ""} | command.cmd | must not be empty
        {"cmd": " \\t\\n"} | command.cmd | must not be empty
        {"cmd": "a\\u0000b"} | command.cmd | must not hold a NUL character
        {"cmd": 1} | command.cmd | must be text, is the number 1
        {"cmd": ["a"]} | command.cmd | must be text, is an array
        {"cmd": "x", "shell": "no"} | command.shell | must be true or false, is the text "no"
        {"cmd": "x", "shell": true, "arguments": ["a"]} | command.arguments | set shell to false, or put them into cmd
        {"cmd": "x", "arguments": "a"} | command.arguments | must be an array, is the text "a"
        {"cmd": "x", "arguments": ["a", 1]} | command.arguments[1] | must be text, is the number 1
        {"cmd": "x", "arguments": ["a", "b", null]} | command.arguments[2] | must be text, is null
        {"cmd": "x", "arguments": ["a", "b\\u0000"]} | command.arguments[1] | must not hold a NUL character
        {"cmd": "x", "args": []} | command.args | did you mean arguments?
        {"cmd": "x", "environment": []} | command.environment | must be an object of texts, is an array
        {"cmd": "x", "environment": {"A": 1}} | command.environment.A | must be text, is the number 1
        {"cmd": "x", "environment": {"A=B": "1"}} | command.environment["A=B"] | a variable's name must not hold '='
        {"cmd": "x", "environment": {"": "1"}} | command.environment[""] | a variable's name must not be empty
        {"cmd": "x", "environment": {"A": "\\u0000"}} | command.environment.A | must not hold a NUL character
        {"cmd": "x", "environment": {"A": "1", "A": "1"}} | command.environment.A | is given twice
        {"cmd": "x", "env": {}} | command.env | did you mean environment?
        {"cmd": "x", "user": ""} | command.user | must not be empty
        {"cmd": "x", "user": 0} | command.user | must be text, is the number 0
        {"cmd": "x", "uris": {}} | command.uris | must be an array, is an object
        {"cmd": "x", "uris": ["http://h/a"]} | command.uris[0] | must be an object, is the text "http://h/a"
        {"cmd": "x", "uris": [{}]} | command.uris[0].uri | is missing
        {"cmd": "x", "uris": [{"uri": ""}]} | command.uris[0].uri | must not be empty
        {"cmd": "x", "uris": [{"uri": "a"}, {"uri": "it's"}]} | command.uris[1].uri | single quote
        {"cmd": "x", "uris": [{"uri": "a\\\\b"}]} | command.uris[0].uri | must not hold a backslash
        {"cmd": "x", "uris": [{"url": "a", "uri": "b"}]} | command.uris[0].url | did you mean uri?
        {"cmd": "x", "uris": [{"uri": "a", "extract": 1}]} | command.uris[0].extract | must be true or false, is the number 1
        {"cmd": "x", "uris": [{"uri": "a", "execute": true, "executable": true}]} | command.uris[0].execute | another word for
        {"cmd": "x", "uris": [{"uri": "a", "cached": true}]} | command.uris[0].cached | did you mean cache?
        {"cmd": "x", "uris": [{"uri": "a", "output_file": "/etc/x"}]} | command.uris[0].output_file | inside the sandbox
        {"cmd": "x", "uris": [{"uri": "a", "output_file": "../x"}]} | command.uris[0].output_file | inside the sandbox
        {"cmd": "x", "uris": [{"uri": "a", "outputFile": "x"}]} | command.uris[0].outputFile | did you mean output_file?
        {"cmd": "x", "secrets": {"A": {}}} | command.secrets.A | must have one of reference and value
        {"cmd": "x", "secrets": {"A": {"value": "a", "reference": {"name": "b"}}}} | command.secrets.A | must have one of reference and value
        {"cmd": "x", "secrets": {"A": "b"}} | command.secrets.A | must be an object, is the text "b"
        {"cmd": "x", "secrets": {"A": {"reference": {}}}} | command.secrets.A.reference.name | is missing
        {"cmd": "x", "secrets": {"A=": {"value": "a"}}} | command.secrets["A="] | must not hold '='
        {"cmd": "x", "secrets": {"A": {"value": "a"}}, "environment": {"A": "b"}} | command.secrets.A | is a variable of environment too
        {"uris": []} | command.cmd | without it exactly one of the uris must be executable, to be run; 0 are
        {"uris": [{"uri": "a", "execute": true}, {"uri": "b", "executable": true}]} | command.cmd | to be run; 2 are
        {"uris": [{"uri": "http://h/", "execute": true}]} | command.cmd | names no file: give it an output_file
        {"uris": [{"uri": "a", "execute": true}], "shell": true} | command.shell | needs cmd
        "ls" | command | must be an object, is the text "ls"
        """)
    void aFaultOfTheCommandIsNamedByItsPath(String command, String path, String message) {
        assertProblem("{\"name\": \"web\", " + RESOURCES + ", \"command\": " + command + "}", path, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        {} | healthcheck.type | is missing
        {"type": "udp"} | healthcheck.type | must be "http", "tcp", "command"; is "udp"
        {"type": "htpp"} | healthcheck.type | did you mean "http"?
        {"type": "http"} | healthcheck.http | is missing
        {"type": "tcp"} | healthcheck.tcp | is missing
        {"type": "command"} | healthcheck.command | is missing
        {"type": "tcp", "tcp": {"port": 1}, "http": {"port": 1}} | healthcheck.http | does nothing where type is "tcp"
        {"type": "http", "http": {"port": 1}, "command": {"cmd": "x"}} | healthcheck.command | does nothing where type is "http"
        {"type": "tcp", "tcp": {}} | healthcheck.tcp.port | is missing
        {"type": "tcp", "tcp": {"port": 0}} | healthcheck.tcp.port | must be a whole number from 1 to 65535, is 0
        {"type": "tcp", "tcp": {"port": 65536}} | healthcheck.tcp.port | from 1 to 65535, is 65536
        {"type": "tcp", "tcp": {"port": 80.5}} | healthcheck.tcp.port | whole number
        {"type": "tcp", "tcp": {"port": "80"}} | healthcheck.tcp.port | must be a number, is the text "80"
        {"type": "http", "http": {}} | healthcheck.http.port | is missing
        {"type": "http", "http": {"port": 70000}} | healthcheck.http.port | from 1 to 65535, is 70000
        {"type": "http", "http": {"port": 1, "path": "ok"}} | healthcheck.http.path | must begin with /, is "ok"
        {"type": "http", "http": {"port": 1, "path": ""}} | healthcheck.http.path | must begin with /
        {"type": "http", "http": {"port": 1, "scheme": "ftp"}} | healthcheck.http.scheme | must be "http", "https"; is "ftp"
        {"type": "http", "http": {"port": 1, "statuses": 200}} | healthcheck.http.statuses | must be an array
        {"type": "http", "http": {"port": 1, "statuses": [200, 99]}} | healthcheck.http.statuses[1] | from 100 to 599, is 99
        {"type": "http", "http": {"port": 1, "statuses": [200, "ok"]}} | healthcheck.http.statuses[1] | must be a number
        {"type": "http", "http": {"port": 1, "statuses": [200, 200]}} | healthcheck.http.statuses | holds a status twice
        {"type": "command", "command": {}} | healthcheck.command.cmd | is missing
        {"type": "command", "command": {"cmd": ""}} | healthcheck.command.cmd | must not be empty
        {"type": "command", "command": {"cmd": "x", "user": "me"}} | healthcheck.command.user | runs as the task's user
        {"type": "command", "command": {"cmd": "x", "uris": []}} | healthcheck.command.uris | the task's own uris
        {"type": "tcp", "tcp": {"port": 1}, "delay": -1} | healthcheck.delay | must be a time
        {"type": "tcp", "tcp": {"port": 1}, "interval": 0} | healthcheck.interval | must be 1ms to 720h, is 0s
        {"type": "tcp", "tcp": {"port": 1}, "timeout": "0s"} | healthcheck.timeout | must be 1ms to 720h, is 0s
        {"type": "tcp", "tcp": {"port": 1}, "graceperiod": 1e9} | healthcheck.graceperiod | must be 0s to 720h
        {"type": "tcp", "tcp": {"port": 1}, "fails": 0} | healthcheck.fails | must be a whole number from 1 to 1000000, is 0
        {"type": "tcp", "tcp": {"port": 1}, "gracePeriod": 1} | healthcheck.gracePeriod | did you mean graceperiod?
        {"type": "tcp", "tcp": {"port": 1}, "consecutive_failures": 1} | healthcheck.consecutive_failures | did you mean fails?
        {"type": "tcp", "tcp": {"port": 1}, "endpoint": "/ok"} | healthcheck.endpoint | say type "http", with the port in http.port
        [] | healthcheck | must be an object, is an array
        """)
    void aFaultOfTheHealthCheckIsNamedByItsPath(String check, String path, String message) {
        assertProblem(
                "{\"name\": \"web\", " + RESOURCES + ", " + COMMAND + ", \"healthcheck\": " + check + "}",
                path,
                message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        [] | holds no application: the array is empty
        1 | must be an object, is the number 1
        "web" | must be an object, is the text "web"
        null | must be an object, is null
        { | line 1, column 2: is not JSON: Unexpected end-of-input
        {"name": } | line 1, column 10: is not JSON: Unexpected character ('}'
        {"name" "web"} | line 1, column 9: is not JSON: Unexpected character
        {'name': "web"} | line 1, column 2: is not JSON: Unexpected character
        {"name": NaN} | is not JSON: Non-standard token 'NaN'
        {"name": Infinity} | is not JSON: Non-standard token 'Infinity'
        {"instances": 01} | is not JSON: Invalid numeric value: Leading zeroes not allowed
        {"name": "web",} | line 1, column 16: is not JSON
        // hello | is not JSON
        <html></html> | line 1, column 1: is not JSON: Unexpected character ('<'
        web | is not JSON: Unrecognized token 'web'
        {} {} | line 1, column 4: more follows after the end: several applications belong into one array
        {}] | line 1, column 3: is not JSON
        """)
    void whatIsNoDocumentIsRefusedWithItsPlace(String json, String message) {
        assertThat(problems(json)).first().satisfies(problem -> {
            assertThat(problem.path()).isEmpty();
            assertThat(problem.message())
                    .contains(message)
                    .doesNotContain("Source:")
                    .doesNotContain("\n");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\r\n", "\uFEFF", "\uFEFF \n"})
    void anEmptyFileIsToldAsSuch(String json) {
        assertThat(problems(json))
                .containsExactly(
                        new Problem("f.json", "", "is empty: expected an application, or an array of applications"));
    }

    @Test
    void theLineOfASyntaxErrorIsCounted() {
        assertThat(problems("[\n  {\n    \"name\": web\n  }\n]"))
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .startsWith("line 3, column ");
    }

    @Test
    void allFaultsOfAllApplicationsAreFoundAtOnce() {
        String json = """
                [
                  {"name": "Web", "resources": {"cpus": 1, "mem": -1}, "command": {"cmd": "", "user": 7}, "container": 1},
                  7,
                  {"name": "api", "resources": {"cpu": 1, "mem": 1}, "command": {"cmd": "x"},
                   "retry": {"time": "soon", "total_retries": -5}, "healthcheck": {"type": "http", "http": {"path": "x"}, "fails": 0}},
                  {"name": "api", "resources": {"cpu": 1, "mem": 1}, "command": {"cmd": "x"}}
                ]
                """;

        assertThat(problems(json))
                .extracting(Problem::path)
                .containsExactlyInAnyOrder(
                        "[0].name",
                        "[0].container",
                        "[0].resources.cpus",
                        "[0].resources.cpu",
                        "[0].resources.mem",
                        "[0].command.cmd",
                        "[0].command.user",
                        "[1]",
                        "[2].retry.time",
                        "[2].retry.total_retries",
                        "[2].healthcheck.http.port",
                        "[2].healthcheck.http.path",
                        "[2].healthcheck.fails",
                        "[3].name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "resources", "command"})
    void whatIsNeededIsMissed(String field) {
        String json = "{\"name\": \"web\", " + RESOURCES + ", " + COMMAND + "}";
        String other = json.replaceFirst("\"" + field + "\": (\"[^\"]*\"|\\{[^}]*\\}),? ?", "")
                .replace(", }", "}");
        assertProblem(other, field, "is missing");
    }

    @Test
    void aStrategyFilterIsToldWhatToUse() {
        String json = "{\"name\": \"web\", " + RESOURCES + ", " + COMMAND
                + ", \"filters\": [{\"type\": \"TEXT\"}, {\"type\": \"strategy\", \"value\": [\"unique\"]}, 1]}";

        assertThat(problems(json))
                .extracting(Problem::path, Problem::message)
                .containsExactly(
                        tuple("filters[0].value", "is missing"),
                        tuple(
                                "filters[1].type",
                                "STRATEGY is not a filter: use the application's strategy.type instead"),
                        tuple("filters[2]", "must be an object, is the number 1"));
    }

    @Test
    void theSameNameTwiceIsRefusedEvenWhereOneIsWrongOtherwise() {
        String bad = "{\"name\": \"web\", \"resources\": {\"cpu\": 0, \"mem\": 1}, " + COMMAND + "}";
        String good = "{\"name\": \"web\", " + RESOURCES + ", " + COMMAND + "}";

        assertThat(problems("[" + bad + "," + good + "]"))
                .extracting(Problem::path, Problem::message)
                .containsExactly(
                        tuple("[0].resources.cpu", "must be above 0, is 0"),
                        tuple("[1].name", "\"web\" is the name of another application too, in f.json [0]"));
    }

    @Test
    void aFileThatIsNoUtf8IsRefused() {
        byte[] bytes = "{\"name\": \"wäb\"}".getBytes(StandardCharsets.ISO_8859_1);
        InvalidApplicationsException e =
                catchThrowableOfType(InvalidApplicationsException.class, () -> ApplicationJson.parse(bytes, "f.json"));
        assertThat(e).hasMessage("f.json: is not UTF-8 text");
    }

    @Test
    void aDocumentOfMoreThanOneMebibyteIsRefused() {
        String blanks = " ".repeat(ApplicationJson.MAX_SIZE - 2);
        assertThat(problems("[" + blanks + "]").get(0).message()).startsWith("holds no application");
        assertThat(problems("[" + blanks + " ]").get(0).message())
                .isEqualTo("is too long: at most 1048576 bytes are read");
        byte[] bytes = ("[" + blanks + " ]").getBytes(StandardCharsets.UTF_8);
        assertThat(catchThrowableOfType(
                        InvalidApplicationsException.class, () -> ApplicationJson.parse(bytes, "f.json")))
                .hasMessageContaining("is too long: at most 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void deepNestingIsRefusedAndNotFollowed(String opening) {
        assertThat(problems(opening.repeat(50_000)))
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .contains("goes too deep: at most 32 levels of objects and arrays are read");
    }

    @Test
    @Timeout(10)
    void hugeNumbersTakeNoTime() {
        assertThat(problems("{\"instances\": " + "9".repeat(1_000_000) + "}")
                        .get(0)
                        .message())
                .contains("is too long: of a number at most 100 characters are read");
        assertThat(problems("{\"instances\": 1e99999999999999999999}"))
                .contains(new Problem("f.json", "instances", "is a number beyond every limit"));
    }

    @Test
    @Timeout(10)
    void ofVeryManyFaultsTheFirstHundredAreTold() {
        String many = "[" + String.join(",", Collections.nCopies(100_000, "7")) + "]";
        List<Problem> problems = problems(many);

        assertThat(problems).hasSize(101);
        assertThat(problems.get(99).path()).isEqualTo("[99]");
        assertThat(problems.get(100).message()).isEqualTo("and 99900 more problems");
    }

    @Test
    void longNamesAreCutInMessages() {
        String json = "{\"" + "x".repeat(100_000) + "\": \"" + "y".repeat(100_000) + "\"}";
        assertThat(problems(json))
                .allSatisfy(problem -> assertThat(problem.toString()).hasSizeLessThan(400));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void cutOrGarbledDocumentsGiveOnlyTypedErrors(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomDocuments documents = new RandomDocuments(random);
        for (int i = 0; i < 300; i++) {
            byte[] json = documents.application().toString().getBytes(StandardCharsets.UTF_8);
            byte[] garbled = Arrays.copyOf(json, random.nextInt(json.length + 1));
            for (int n = random.nextInt(4); n > 0 && garbled.length > 0; n--) {
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(ApplicationJson.parse(garbled, "f.json")).isNotEmpty();
            } catch (InvalidApplicationsException e) {
                assertThat(e.problems()).as("seed %d", seed).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,0s",
        "1,1ms",
        "999,999ms",
        "1000,1s",
        "1500,1500ms",
        "60000,1m",
        "90000,90s",
        "3600000,1h",
        "5400000,90m"
    })
    void durationsAreWrittenWithTheLargestUnitThatIsWhole(long millis, String text) {
        assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(text);
        assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "name,nmae,1", "abc,abc,0", "abc,'',3", "ca,ac,1", "cache,cached,1"})
    void slipsAreCounted(String a, String b, int slips) {
        assertThat(Spelling.slips(a, b)).isEqualTo(slips);
        assertThat(Spelling.slips(b, a)).isEqualTo(slips);
    }

    private static void assertProblem(String json, String path, String message) {
        assertThat(problems(json)).singleElement().satisfies(problem -> {
            assertThat(problem.source()).isEqualTo("f.json");
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).contains(message);
        });
    }

    private static List<Problem> problems(String json) {
        InvalidApplicationsException e =
                catchThrowableOfType(InvalidApplicationsException.class, () -> ApplicationJson.parse(json, "f.json"));
        assertThat(e).as("refusal of %.200s", json).isNotNull();
        return e.problems();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ApplicationJson.read(Path.of("no", "such.json")))
                .withMessage(Path.of("no", "such.json") + ": there is no such file");
    }
}
