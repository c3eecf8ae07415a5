"""What people do in their WeCom and WeChat clients and in the admin console. Only these fire callbacks."""
