void cmnist_placeholder(void) {}
