// mesosrig: a multi-call launcher around a libmesos that is only reachable by
// its exported ABI symbols. No Mesos header is used: every object is an opaque
// zeroed buffer filled in by its exported constructor, and base-class
// sub-objects are located through the run-time type information.
//
// The name it is started under picks what it does:
//   mesos-master, mesos-agent, mesos-containerizer
#include <cxxabi.h>
#include <dlfcn.h>
#include <signal.h>
#include <unistd.h>

#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <set>
#include <string>
#include <sys/stat.h>
#include <typeinfo>
#include <vector>

#define STR "NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
#define OPTSTR "6OptionI" STR "E"

namespace {

void* lib;
std::string me;

[[noreturn]] void die(const std::string& why) {
  fprintf(stderr, "%s: %s\n", me.c_str(), why.c_str());
  fflush(stderr);
  _exit(1);
}

void* sym(const char* name) {
  void* p = dlsym(lib, name);
  if (!p) die(std::string("symbol not exported: ") + name);
  return p;
}

template <typename F> F fn(const char* name) { return reinterpret_cast<F>(sym(name)); }

// An Option<T> as the library lays it out: a tag (0 = value, 1 = none), then T.
template <typename T> struct Opt {
  int none = 1;
  alignas(8) unsigned char room[sizeof(T)] = {};
  Opt() {}
  Opt(const T& t) : none(0) { new (room) T(t); }
  T& value() { return *reinterpret_cast<T*>(room); }
};
typedef Opt<std::string> OptStr;

// The result of a fallible factory that makes a pointer.
struct TryPtr {
  Opt<void*> data;
  OptStr error;
  char slack[128] = {};
};
// The result of a flags load: a vector of warnings or an error.
struct TryWarn {
  Opt<std::vector<std::string>> data;
  OptStr error;
  char slack[256] = {};
};

void* room(size_t n = 1 << 16) {
  void* p = calloc(1, n);
  if (!p) die("out of memory");
  return p;
}

// Finds the `want` base inside the complete object at `obj` of type `ti`.
void* base(void* obj, const std::type_info* ti, const std::type_info* want) {
  if (*ti == *want) return obj;
  if (auto si = dynamic_cast<const abi::__si_class_type_info*>(ti))
    return base(obj, si->__base_type, want);
  if (auto vmi = dynamic_cast<const abi::__vmi_class_type_info*>(ti)) {
    for (unsigned i = 0; i < vmi->__base_count; ++i) {
      const abi::__base_class_type_info& b = vmi->__base_info[i];
      long off = b.__offset_flags >> 8;
      if (b.__offset_flags & 1)  // virtual: the offset is kept in the vtable
        off = *reinterpret_cast<long*>(*reinterpret_cast<char**>(obj) + off);
      if (void* r = base(static_cast<char*>(obj) + off, b.__base_type, want)) return r;
    }
  }
  return nullptr;
}

void* as(void* obj, const char* typeinfoSym) {
  void** vt = *reinterpret_cast<void***>(obj);
  auto ti = reinterpret_cast<const std::type_info*>(vt[-1]);
  void* r = base(obj, ti, reinterpret_cast<const std::type_info*>(sym(typeinfoSym)));
  if (!r) die(std::string("no base ") + typeinfoSym);
  return r;
}
const char* const FLAGSBASE = "_ZTIN5flags9FlagsBaseE";
const char* const PROCESSBASE = "_ZTIN7process11ProcessBaseE";

void load(void* flagsBase, const char* prefix, int argc, const char* const* argv, bool unknowns = false) {
  auto f = fn<void* (*)(TryWarn*, void*, const OptStr*, int, const char* const*, bool, bool)>(
      "_ZN5flags9FlagsBase4loadERK" OPTSTR "iPKPKcbb");
  OptStr p{std::string(prefix)};
  TryWarn* r = new TryWarn;  // never freed: what it holds is not ours
  f(r, flagsBase, &p, argc, argv, unknowns, false);
  if (r->data.none) die("bad flags: " + r->error.value());
}

void usage(void* flagsBase) {
  OptStr none;
  alignas(8) char ret[64] = {};
  fn<void* (*)(void*, void*, const OptStr*)>("_ZNK5flags9FlagsBase5usageERK" OPTSTR)(ret, flagsBase, &none);
  puts(reinterpret_cast<std::string*>(ret)->c_str());
}

// A flag as given on the command line or in the environment, for what this
// program itself has to know (the library's own flag objects stay opaque).
struct Args {
  std::map<std::string, std::string> m;
  Args(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      std::string a = argv[i];
      if (a.rfind("--", 0) != 0) continue;
      a = a.substr(2);
      size_t e = a.find('=');
      if (e == std::string::npos) {
        if (a.rfind("no-", 0) == 0) m[a.substr(3)] = "false"; else m[a] = "true";
      } else m[a.substr(0, e)] = a.substr(e + 1);
    }
  }
  const std::string* raw(const std::string& n) {
    auto i = m.find(n);
    if (i != m.end()) return &i->second;
    std::string e = "MESOS_" + n;
    for (char& c : e) c = toupper(c);
    if (const char* v = getenv(e.c_str())) return &(m[n] = v);
    return nullptr;
  }
  std::string get(const std::string& n, const std::string& dflt) {
    const std::string* r = raw(n);
    if (!r) return dflt;
    if (r->rfind("file://", 0) == 0) {  // a flag may name a file that holds it
      std::string out; char buf[4096]; size_t k;
      if (FILE* f = fopen(r->c_str() + 7, "r")) {
        while ((k = fread(buf, 1, sizeof buf, f)) > 0) out.append(buf, k);
        fclose(f);
      } else die("cannot read " + *r);
      while (!out.empty() && isspace((unsigned char)out.back())) out.pop_back();
      return out;
    }
    return *r;
  }
  bool has(const std::string& n) { return raw(n) != nullptr; }
};

int64_t nanos(const std::string& s) {
  char* end; double v = strtod(s.c_str(), &end);
  std::string u = end;
  double k = u == "ns" ? 1 : u == "us" ? 1e3 : u == "ms" ? 1e6 : u == "secs" ? 1e9 :
             u == "mins" ? 60e9 : u == "hrs" ? 3600e9 : u == "days" ? 86400e9 :
             u == "weeks" ? 7 * 86400e9 : -1;
  if (k < 0) die("bad duration " + s);
  return static_cast<int64_t>(v * k);
}

void mkdirs(const std::string& path) {
  for (size_t i = 1; i <= path.size(); ++i)
    if (i == path.size() || path[i] == '/') mkdir(path.substr(0, i).c_str(), 0755);
}

void openLibrary() {
  char self[PATH_MAX];
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n <= 0) die("no /proc/self/exe");
  self[n] = 0;
  std::string dir(self);
  dir = dir.substr(0, dir.rfind('/')) + "/../lib";
  // The stand-ins must be there, under their sonames, before the library is.
  for (const char* s : {"libpystub.so", "libcrypto.so.1.0.0", "libssl.so.1.0.0", "libcurl.so.4"})
    if (!dlopen((dir + "/" + s).c_str(), RTLD_NOW | RTLD_GLOBAL)) die(dlerror());
  lib = dlopen((dir + "/libmesos.so").c_str(), RTLD_LAZY | RTLD_GLOBAL);
  if (!lib) die(dlerror());
}

void initLogging(int argc, char** argv) {
  // Room for an Option of the logging flags: a tag, then the flags in place.
  char* r = static_cast<char*>(room());
  fn<void (*)(void*)>("_ZN5mesos8internal7logging5FlagsC1Ev")(r + 8);
  load(as(r + 8, FLAGSBASE), "MESOS_", argc, argv, true);
  std::string* a = new std::string(argv[0]);
  fn<void (*)(const std::string*, bool, void*)>(
      "_ZN5mesos8internal7logging10initializeERK" STR "bRK6OptionINS1_5FlagsEE")(a, true, r);
}

void initProcess(const std::string& id, const char* rw, const char* ro) {
  OptStr a{id}, b{std::string(rw)}, c{std::string(ro)};
  auto f = fn<bool (*)(const OptStr*, const OptStr*, const OptStr*)>(
      "_ZN7process10initializeERK" OPTSTR "S9_S9_");
  if (!f(&a, &b, &c)) die("libprocess was initialized before");
}

// spawn() answers with a UPID (an opaque result object).
void spawn(void* process, bool manage) {
  fn<void* (*)(void*, void*, bool)>("_ZN7process5spawnEPNS_11ProcessBaseEb")(room(1024), process, manage);
}

void spawnVersion() {
  void* v = room();
  fn<void (*)(void*)>("_ZN5mesos8internal14VersionProcessC1Ev")(v);
  spawn(as(v, PROCESSBASE), false);
}

void* must(TryPtr* t, const char* what) {
  if (t->data.none) die(std::string("cannot create ") + what + ": " + t->error.value());
  return t->data.value();
}

// Factories that take one Option<string> (a module's name).
void* byModule(const char* symbol, Args& args, const char* flag) {
  OptStr name;
  if (args.has(flag)) name = OptStr(args.get(flag, ""));
  TryPtr* t = new TryPtr;
  fn<void* (*)(TryPtr*, const OptStr*)>(symbol)(t, &name);
  return must(t, flag);
}

void* contenderOrDetector(const char* symbol, const OptStr& where, Args& args, const char* what) {
  OptStr module;
  Opt<int64_t> timeout(nanos(args.get("zk_session_timeout", "10secs")));
  TryPtr* t = new TryPtr;
  fn<void* (*)(TryPtr*, const OptStr*, const OptStr*, const Opt<int64_t>*)>(symbol)(t, &where, &module, &timeout);
  return must(t, what);
}
#define CREATE_CD(ns, cls) \
  "_ZN5mesos6master" ns cls "6createERK" OPTSTR "SC_RKS3_I8DurationE"

void* makeFiles(const char* realm, const Opt<void*>* authorizer) {
  OptStr r{std::string(realm)};
  void* f = room();
  fn<void (*)(void*, const OptStr*, const Opt<void*>*)>(
      "_ZN5mesos8internal5FilesC1ERK" OPTSTR "RKS2_IPNS_10AuthorizerEE")(f, &r, authorizer);
  return f;
}

void zkParse(std::string url, std::string* servers, std::string* path, std::string* auth) {
  if (url.rfind("zk://", 0) != 0) die("bad ZooKeeper URL " + url);
  url = url.substr(5);
  size_t s = url.find('/');
  *path = s == std::string::npos ? "/" : url.substr(s);
  *servers = url.substr(0, s);
  size_t at = servers->find('@');
  if (at != std::string::npos) { *auth = servers->substr(0, at); *servers = servers->substr(at + 1); }
}

// The authorizer that --acls asks for, if it does. The parsed rules are found
// among the flags by the vtable that every such message starts with.
Opt<void*>* makeAuthorizer(void* flags, size_t size) {
  Opt<void*>* option = new Opt<void*>;
  void* vt = static_cast<void**>(sym("_ZTVN5mesos4ACLsE")) + 2;
  for (size_t i = 0; i + 8 <= size; i += 8) {
    char* p = static_cast<char*>(flags) + i;
    if (*reinterpret_cast<void**>(p) != vt) continue;
    TryPtr* t = new TryPtr;
    fn<void* (*)(TryPtr*, void*)>("_ZN5mesos10Authorizer6createERKNS_4ACLsE")(t, p);
    *option = Opt<void*>(must(t, "authorizer"));
    void* callbacks = room();
    fn<void* (*)(void*, void*)>("_ZN5mesos13authorization28createAuthorizationCallbacksB5cxx11EPNS_10AuthorizerE")(callbacks, option->value());
    fn<void (*)(void*)>("_ZN7process4http13authorization12setCallbacksERK7hashmapINSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEESt8functionIFNS_6FutureIbEENS0_7RequestE6OptionINS0_14authentication9PrincipalEEEESt4hashIS8_ESt8equal_toIS8_EE")(callbacks);
    break;
  }
  return option;
}

void waitForever() { for (;;) pause(); }

int masterMain(int argc, char** argv) {
  Args args(argc, argv);
  void* flags = room();
  fn<void (*)(void*)>("_ZN5mesos8internal6master5FlagsC1Ev")(flags);
  if (args.has("help")) { usage(as(flags, FLAGSBASE)); return 0; }
  load(as(flags, FLAGSBASE), "MESOS_", argc, argv);

  initLogging(argc, argv);
  if (args.has("ip")) setenv("LIBPROCESS_IP", args.get("ip", "").c_str(), 1);
  setenv("LIBPROCESS_PORT", args.get("port", "5050").c_str(), 1);
  if (args.has("advertise_ip")) setenv("LIBPROCESS_ADVERTISE_IP", args.get("advertise_ip", "").c_str(), 1);
  if (args.has("advertise_port")) setenv("LIBPROCESS_ADVERTISE_PORT", args.get("advertise_port", "").c_str(), 1);
  setenv("LIBPROCESS_MEMORY_PROFILING", "false", 1);

  initProcess("master", "mesos-master-readwrite", "mesos-master-readonly");
  spawnVersion();

  void* allocator = room();
  fn<void (*)(void*)>("_ZN5mesos8internal6master9allocator14MesosAllocatorINS2_28HierarchicalAllocatorProcessINS2_9DRFSorterES5_EEEC1Ev")(allocator);

  OptStr zk;
  if (args.has("zk")) zk = OptStr(args.get("zk", ""));

  void* storage = room();
  std::string registry = args.get("registry", "replicated_log");
  if (registry == "in_memory") {
    fn<void (*)(void*)>("_ZN5mesos5state15InMemoryStorageC1Ev")(storage);
  } else if (registry == "replicated_log") {
    if (!args.has("work_dir")) die("--work_dir is needed");
    std::string work = args.get("work_dir", "");
    mkdirs(work);
    std::string path = work + "/replicated_log";
    OptStr prefix{std::string("registrar/")};
    bool autoInit = args.get("log_auto_initialize", "true") != "false";
    void* log = room();
    if (!zk.none) {
      if (!args.has("quorum")) die("--quorum is needed");
      std::string servers, zpath, auth;
      zkParse(zk.value(), &servers, &zpath, &auth);
      zpath += std::string(zpath.back() == '/' ? "" : "/") + "log_replicas";
      int64_t timeout = nanos(args.get("zk_session_timeout", "10secs"));
      struct Auth { std::string scheme, credentials; };
      Opt<Auth> a;
      if (!auth.empty()) a = Opt<Auth>(Auth{"digest", auth});
      fn<void (*)(void*, int, const std::string*, const std::string*, const int64_t*, const std::string*, const Opt<Auth>*, bool, const OptStr*)>(
          "_ZN5mesos3log3LogC1EiRK" STR "S9_RK8DurationS9_RK6OptionIN9zookeeper14AuthenticationEEbRKSD_IS7_E")(
          log, atoi(args.get("quorum", "1").c_str()), &path, &servers, &timeout, &zpath, &a, autoInit, &prefix);
    } else {
      std::set<void*>* peers = new std::set<void*>;  // empty, so its type does not matter
      fn<void (*)(void*, int, const std::string*, void*, bool, const OptStr*)>(
          "_ZN5mesos3log3LogC1EiRK" STR "RKSt3setIN7process4UPIDESt4lessISC_ESaISC_EEbRK6OptionIS7_E")(
          log, 1, &path, peers, autoInit, &prefix);
    }
    fn<void (*)(void*, void*, unsigned long)>("_ZN5mesos5state10LogStorageC1EPNS_3log3LogEm")(storage, log, 0);
  } else die("unknown --registry=" + registry);

  // The state wrapper has no exported constructor: a vtable and its storage.
  void** state = static_cast<void**>(room());
  state[0] = static_cast<void**>(sym("_ZTVN5mesos5state8protobuf5StateE")) + 2;
  state[1] = storage;

  void* registrar = room();
  OptStr realm{std::string("mesos-master-readonly")};
  fn<void (*)(void*, void*, void*, const OptStr*)>(
      "_ZN5mesos8internal6master9RegistrarC1ERKNS1_5FlagsEPNS_5state5StateERK" OPTSTR)(registrar, flags, state, &realm);

  void* contender = contenderOrDetector(CREATE_CD("9contender", "15MasterContender"), zk, args, "contender");
  void* detector = contenderOrDetector(CREATE_CD("8detector", "14MasterDetector"), zk, args, "detector");

  Opt<void*>* authorizer = makeAuthorizer(flags, 1 << 16);
  void* files = makeFiles("mesos-master-readonly", authorizer);
  struct { int none = 1; void* p[2] = {}; } limiter;

  const size_t masterRoom = 1 << 16;
  void* master = room(masterRoom);
  fn<void (*)(void*, void*, void*, void*, void*, void*, void*, void*, void*)>(
      "_ZN5mesos8internal6master6MasterC1EPNS_9allocator9AllocatorEPNS1_9RegistrarEPNS0_5FilesEPNS_6master9contender15MasterContenderEPNSA_8detector14MasterDetectorERK6OptionIPNS_10AuthorizerEERKSH_ISt10shared_ptrIN7process11RateLimiterEEERKNS1_5FlagsE")(
      master, allocator, registrar, files, contender, detector, authorizer, &limiter, flags);

  if (zk.none) {
    // Standalone: this master leads. Its own description is found inside it by
    // the vtable that every such message starts with.
    void* vt = static_cast<void**>(sym("_ZTVN5mesos10MasterInfoE")) + 2;
    void* info = nullptr;
    for (size_t i = 0; i + 8 <= masterRoom; i += 8)
      if (*reinterpret_cast<void**>(static_cast<char*>(master) + i) == vt) { info = static_cast<char*>(master) + i; break; }
    if (!info) die("no MasterInfo inside Master");
    char* opt = static_cast<char*>(room());
    fn<void (*)(void*, void*)>("_ZN5mesos10MasterInfoC1ERKS0_")(opt + 8, info);
    fn<void* (*)(void*, void*)>("_ZN5mesos6master8detector24StandaloneMasterDetector7appointERK6OptionINS_10MasterInfoEE")(detector, opt);
  }

  spawn(as(master, PROCESSBASE), false);
  waitForever();
  return 0;
}

int agentMain(int argc, char** argv) {
  Args args(argc, argv);
  void* flags = room();
  fn<void (*)(void*)>("_ZN5mesos8internal5slave5FlagsC1Ev")(flags);
  if (args.has("help")) { usage(as(flags, FLAGSBASE)); return 0; }
  load(as(flags, FLAGSBASE), "MESOS_", argc, argv);
  if (!args.has("master")) die("--master is needed");
  if (!args.has("work_dir")) die("--work_dir is needed");

  initLogging(argc, argv);
  if (args.has("ip")) setenv("LIBPROCESS_IP", args.get("ip", "").c_str(), 1);
  setenv("LIBPROCESS_PORT", args.get("port", "5051").c_str(), 1);
  if (args.has("advertise_ip")) setenv("LIBPROCESS_ADVERTISE_IP", args.get("advertise_ip", "").c_str(), 1);
  if (args.has("advertise_port")) setenv("LIBPROCESS_ADVERTISE_PORT", args.get("advertise_port", "").c_str(), 1);
  setenv("LIBPROCESS_MEMORY_PROFILING", "false", 1);

  alignas(8) static char idRoom[64];
  std::string prefix = "slave";
  fn<void* (*)(void*, const std::string*)>("_ZN7process2ID8generateERK" STR)(idRoom, &prefix);
  std::string* id = reinterpret_cast<std::string*>(idRoom);

  initProcess(*id, "mesos-agent-readwrite", "mesos-agent-readonly");
  spawnVersion();

  mkdirs(args.get("work_dir", ""));
  mkdirs(args.get("runtime_dir", "/var/run/mesos"));

  void* fetcher = room();
  fn<void (*)(void*, void*)>("_ZN5mesos8internal5slave7FetcherC1ERKNS1_5FlagsE")(fetcher, flags);
  void* gc = room();
  std::string* work = new std::string(args.get("work_dir", ""));
  fn<void (*)(void*, const std::string*)>("_ZN5mesos8internal5slave16GarbageCollectorC1ERK" STR)(gc, work);
  void* secrets = byModule("_ZN5mesos14SecretResolver6createERK" OPTSTR, args, "secret_resolver");

  TryPtr* t = new TryPtr;
  fn<void* (*)(TryPtr*, void*, bool, void*, void*, void*, void*, void*, void*)>(
      "_ZN5mesos8internal5slave13Containerizer6createERKNS1_5FlagsEbPNS1_7FetcherEPNS1_16GarbageCollectorEPNS_14SecretResolverEPNS1_16VolumeGidManagerEPNS0_20PendingFutureTrackerEPNS1_9CSIServerE")(
      t, flags, false, fetcher, gc, secrets, nullptr, nullptr, nullptr);
  void* containerizer = must(t, "containerizer");

  OptStr where{args.get("master", "")};
  void* detector = contenderOrDetector(CREATE_CD("8detector", "14MasterDetector"), where, args, "detector");
  Opt<void*>* authorizer = makeAuthorizer(flags, 1 << 16);
  void* files = makeFiles("mesos-agent-readonly", authorizer);

  void* updates = room();
  fn<void (*)(void*, void*)>("_ZN5mesos8internal5slave23TaskStatusUpdateManagerC1ERKNS1_5FlagsE")(updates, flags);
  void* estimator = byModule("_ZN5mesos5slave17ResourceEstimator6createERK" OPTSTR, args, "resource_estimator");
  void* qos = byModule("_ZN5mesos5slave13QoSController6createERK" OPTSTR, args, "qos_controller");

  void** csi = static_cast<void**>(room());     // an empty Owned<>
  char* socket = static_cast<char*>(room());    // no executor domain socket
  *reinterpret_cast<int*>(socket) = 1;

  void* slave = room();
  fn<void (*)(void*, void*, void*, void*, void*, void*, void*, void*, void*, void*, void*, void*, void*, void*, void*, void*)>(
      "_ZN5mesos8internal5slave5SlaveC1ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEERKNS1_5FlagsEPNS_6master8detector14MasterDetectorEPNS1_13ContainerizerEPNS0_5FilesEPNS1_16GarbageCollectorEPNS1_23TaskStatusUpdateManagerEPNS_5slave17ResourceEstimatorEPNSQ_13QoSControllerEPNS_15SecretGeneratorEPNS1_16VolumeGidManagerEPNS0_20PendingFutureTrackerEON7process5OwnedINS1_9CSIServerEEE"
      "RK6OptionINS11_7network8internal6SocketINS17_4unix7AddressEEEERKS16_IPNS_10AuthorizerEE")(
      slave, id, flags, detector, containerizer, files, gc, updates, estimator, qos,
      nullptr, nullptr, nullptr, csi, socket, authorizer);
  spawn(as(slave, PROCESSBASE), false);
  waitForever();
  return 0;
}

// One subcommand of the containerizer's helper: its class, and the offset of
// nothing at all - where its flags live is what its getFlags() answers.
int subcommand(const char* cls, int argc, char** argv) {
  std::string n = std::string("N5mesos8internal5slave") + cls;
  char* obj = static_cast<char*>(room());
  *reinterpret_cast<void***>(obj) = static_cast<void**>(sym(("_ZT" "V" + n + "E").c_str())) + 2;
  new (obj + sizeof(void*)) std::string(argv[1]);
  void* flagsBase = fn<void* (*)(void*)>(("_Z" + n + "8getFlagsEv").c_str())(obj);
  auto construct = fn<void (*)(void*)>(("_Z" + n + "5FlagsC1Ev").c_str());
  char* probe = static_cast<char*>(room());
  construct(probe);
  ptrdiff_t off = static_cast<char*>(as(probe, FLAGSBASE)) - probe;
  construct(static_cast<char*>(flagsBase) - off);
  load(flagsBase, "MESOS_CONTAINERIZER_", argc - 1, argv + 1);
  return fn<int (*)(void*)>(("_Z" + n + "7executeEv").c_str())(obj);
}

int containerizerMain(int argc, char** argv) {
  std::string cmd = argc > 1 ? argv[1] : "";
  if (cmd == "launch") return subcommand("24MesosContainerizerLaunch", argc, argv);
  if (cmd == "network-cni-setup") return subcommand("23NetworkCniIsolatorSetup", argc, argv);
  fprintf(stderr, "subcommands: launch, network-cni-setup\n");
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  me = argv[0];
  me = me.substr(me.rfind('/') + 1);
  if (me == "mesosrig" && argc > 1) { me = argv[1]; ++argv; --argc; }
  openLibrary();
  if (me == "mesos-master") return masterMain(argc, argv);
  if (me == "mesos-agent") return agentMain(argc, argv);
  if (me == "mesos-containerizer") return containerizerMain(argc, argv);
  die("unknown name");
}
