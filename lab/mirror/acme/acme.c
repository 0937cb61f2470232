// A driver that does what its parameter says, for tests of the boot check.
#include <linux/crc32c.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/module.h>

static char *how = "load";
module_param(how, charp, 0444);

int acme_ports(void) { return 4; }
EXPORT_SYMBOL_GPL(acme_ports);

static int __init acme_init(void)
{
	int *volatile nowhere = NULL;
	unsigned long count = 0;

	if (!strcmp(how, "no device"))
		return -ENODEV;
	if (!strcmp(how, "fail"))
		return -EINVAL;
	if (!strcmp(how, "oops"))
		*nowhere = 1;
	if (!strcmp(how, "panic"))
		panic("acme: giving up\n");
	WARN(!strcmp(how, "warn"), "acme: this is odd\n");
	while (!strcmp(how, "sleep"))
		msleep(1000);
	while (!strcmp(how, "spin"))
		cpu_relax();
	while (!strcmp(how, "flood"))
		pr_info("still here %lu\n", count++);
	pr_info("crc %x, ports %d\n", crc32c(0, how, strlen(how)), acme_ports());
	return 0;
}

static void __exit acme_exit(void)
{
	WARN(!strcmp(how, "warn at exit"), "acme: left something behind\n");
}

module_init(acme_init);
module_exit(acme_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A driver of the lab");
