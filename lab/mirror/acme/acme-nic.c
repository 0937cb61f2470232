// Needs a symbol of acme.
#include <linux/module.h>

int acme_ports(void);

static int __init acme_nic_init(void)
{
	return acme_ports() > 0 ? 0 : -EINVAL;
}

static void __exit acme_nic_exit(void)
{
}

module_init(acme_nic_init);
module_exit(acme_nic_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("The second driver of the lab");
