import { defineWords } from "@/lib/words";

export const signInWords = defineWords("sign-in", {
  title: ["登录", "Sign in"],
  tagline: ["品牌自己的私域：认识每一位客户，在合适的时候说合适的话，用可信的数字看结果。", "A brand’s own private domain: know every customer, speak when it is welcome, see honest numbers."],
  login: ["账号", "Account"],
  password: ["密码", "Password"],
  code: ["动态验证码", "One-time code"],
  codeHint: ["打开身份验证器，输入 6 位数字", "Six digits from your authenticator"],
  submit: ["登录", "Sign in"],
  needed: ["请填写", "Please fill in"],
  demoTitle: ["这里是演示小镇，直接选一个身份进入", "This is the demo town: choose who you are"],
  enterAs: ["以「{{role}}」身份进入", "Enter as {{role}}"],
  language: ["English", "中文"],
});
