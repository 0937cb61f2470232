/*
 * The first program of a booted kernel. It runs the steps of /plan, one a line:
 *
 *   load <name> <path> <parameters>
 *   unload <name>
 *
 * It says on the kernel's log what it does, so that its lines and the kernel's
 * have one order: readConsole.ts reads them. A step runs in a process of its
 * own, because an oops kills the process that caused it.
 *
 * It uses system calls alone. `npm run boot-init` compiles it into init.generated.ts.
 */
typedef unsigned long word;
typedef long result;

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, CLOSE = 3, NANOSLEEP = 35, FORK = 57, EXIT = 60,
       WAIT4 = 61, MOUNT = 165, REBOOT = 169, DELETE_MODULE = 176, OPENAT = 257,
       MKDIRAT = 258, FINIT_MODULE = 313 };
static result call(word number, word a, word b, word c, word d, word e) {
  result value;
  register word r10 __asm__("r10") = d;
  register word r8 __asm__("r8") = e;
  __asm__ volatile("syscall" : "=a"(value)
      : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
      : "rcx", "r11", "memory");
  return value;
}
#define fork() call(FORK, 0, 0, 0, 0, 0)
__asm__(".globl _start\n_start: xor %ebp, %ebp\nand $-16, %rsp\ncall run");
#elif defined(__aarch64__)
enum { MKDIRAT = 34, MOUNT = 40, OPENAT = 56, CLOSE = 57, READ = 63, WRITE = 64,
       EXIT = 93, NANOSLEEP = 101, DELETE_MODULE = 106, REBOOT = 142, CLONE = 220,
       WAIT4 = 260, FINIT_MODULE = 273 };
static result call(word number, word a, word b, word c, word d, word e) {
  register word x8 __asm__("x8") = number;
  register word x0 __asm__("x0") = a;
  register word x1 __asm__("x1") = b;
  register word x2 __asm__("x2") = c;
  register word x3 __asm__("x3") = d;
  register word x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0)
      : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return (result)x0;
}
enum { SIGCHLD = 17 };
#define fork() call(CLONE, SIGCHLD, 0, 0, 0, 0)
__asm__(".globl _start\n_start: bl run");
#endif

enum { AT_FDCWD = -100, O_RDONLY = 0, O_WRONLY = 1, O_NONBLOCK = 04000, WNOHANG = 1 };
enum { MAX_PLAN = 128 * 1024, MAX_LINE = 600, STEP_MS = 10000 };

static char plan[MAX_PLAN];
static char line[MAX_LINE];
static result log_file;

static result open_file(const char *path, word flags) {
  return call(OPENAT, (word)AT_FDCWD, (word)path, flags, 0, 0);
}

static char *append(char *to, const char *text) {
  while (*text && to < line + MAX_LINE - 1)
    *to++ = *text++;
  return to;
}

/* One call is one line of the log: `what a b number`. */
static void say(const char *what, const char *a, const char *b, result number) {
  char *to = append(line, "<5>driver-toolkit: ");
  to = append(to, what);
  to = append(append(to, " "), a);
  to = append(append(to, " "), b);
  if (number >= 0) {
    char digits[24];
    int at = sizeof digits - 1;
    digits[at] = 0;
    do
      digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    to = append(append(to, " "), digits + at);
  }
  call(WRITE, log_file, (word)line, to - line, 0, 0);
}

static void put(const char *path, const char *value, word length) {
  result file = open_file(path, O_WRONLY);
  if (file >= 0) {
    call(WRITE, file, (word)value, length, 0, 0);
    call(CLOSE, file, 0, 0, 0, 0);
  }
}

static void say_taint(const char *what) {
  char text[24];
  result number = 0;
  result file = open_file("/proc/sys/kernel/tainted", O_RDONLY);
  result length = call(READ, file, (word)text, sizeof text, 0, 0);
  for (result at = 0; at < length && text[at] >= '0' && text[at] <= '9'; at++)
    number = number * 10 + (text[at] - '0');
  call(CLOSE, file, 0, 0, 0, 0);
  say(what, "tainted", "", number);
}

static void sleep_ms(word milliseconds) {
  word time[2] = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  call(NANOSLEEP, (word)time, 0, 0, 0, 0);
}

/* Ends a word, and moves to what follows it on the line. */
static char *take(char **at, char end) {
  char *start = *at;
  while (**at && **at != end && **at != '\n')
    ++*at;
  if (**at == end)
    *(*at)++ = 0;
  return start;
}

static result run_step(char *action, char *name, char *path, char *parameters) {
  if (action[0] == 'u')
    return call(DELETE_MODULE, (word)name, O_NONBLOCK, 0, 0, 0);
  result file = open_file(path, O_RDONLY);
  return file < 0 ? file : call(FINIT_MODULE, file, (word)parameters, 0, 0, 0);
}

/* Whether the next step can run. */
static int step(char *action, char *name, char *path, char *parameters) {
  say(action, name, "", -1);
  result child = fork();
  if (child == 0)
    call(EXIT, -run_step(action, name, path, parameters), 0, 0, 0, 0);
  int status = 0;
  result ended = 0;
  for (int waited = 0; !ended && waited < STEP_MS;) {
    int pause = waited < 200 ? 2 : 50;
    ended = call(WAIT4, child, (word)&status, WNOHANG, 0, 0);
    if (!ended)
      sleep_ms(pause);
    waited += pause;
  }
  if (!ended)
    say("hung", action, name, -1);
  else if (status & 127)
    say("died", action, name, status & 127);
  else if (status >> 8)
    say("failed", action, name, status >> 8);
  else
    say("done", action, name, -1);
  return ended && !(status & 127);
}

static void mount(const char *type, const char *folder) {
  call(MKDIRAT, (word)AT_FDCWD, (word)folder, 0755, 0, 0);
  call(MOUNT, (word)type, (word)folder, (word)type, 0, 0);
}

void run(void) {
  mount("proc", "/proc");
  mount("sysfs", "/sys");
  mount("devtmpfs", "/dev");
  log_file = open_file("/dev/kmsg", O_WRONLY);
  put("/proc/sys/kernel/printk", "8", 1);
  /* With a panic, nothing would follow the oops. */
  put("/proc/sys/kernel/panic_on_oops", "0", 1);
  put("/proc/sys/kernel/panic_on_warn", "0", 1);
  result file = open_file("/plan", O_RDONLY);
  if (file >= 0)
    call(READ, file, (word)plan, MAX_PLAN - 1, 0, 0);
  say_taint("start");
  int goes_on = 1;
  for (char *at = plan; *at && goes_on;) {
    char *text = take(&at, '\n');
    char *action = take(&text, ' ');
    char *name = take(&text, ' ');
    char *path = take(&text, ' ');
    goes_on = step(action, name, path, text);
  }
  say_taint("end");
  /* The console may be slower than the log. */
  sleep_ms(50);
  call(REBOOT, 0xfee1dead, 0x28121969, 0x01234567, 0, 0);
  for (;;)
    sleep_ms(1000);
}
