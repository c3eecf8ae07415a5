export const PURPOSES = ["service", "marketing", "survey", "personalisation", "sharing", "export", "location", "health", "finance", "child"] as const;
export const CHANNELS = ["wecom", "sms", "voice", "email", "official_account", "mini_program", "whatsapp"] as const;
export const BASES = ["self", "reply_r", "do_not_call", "staff"] as const;
