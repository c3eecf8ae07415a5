// Everything the page says, in Chinese and in English.

const WORDS = {
  title: ["两部手机", "Two phones"],
  subtitle: ["你既是左边的客户，也是右边的员工", "You are the customer on the left and the staff member on the right"],
  customer: ["客户", "Customer"],
  staff: ["员工", "Staff"],
  customerPhone: ["客户的手机", "Customer phone"],
  staffPhone: ["员工的手机", "Staff phone"],
  codes: ["活码", "Live codes"],
  codesHint: ["点一个码，客户就去扫它", "Tap a code and the customer scans it"],
  noCodes: ["还没有活码。在控制台新建一个，它会立刻出现在这里。", "No live codes yet. Make one in the console and it appears here at once."],
  scan: ["扫一扫", "Scan"],
  used: ["被扫 {n} 次", "scans: {n}"],
  verify: ["需员工通过", "needs consent"],
  direct: ["免验证", "open to all"],
  change: ["换人", "Change"],
  messages: ["消息", "Chats"],
  shop: ["商店", "Shop"],
  me: ["我", "Me"],
  tasks: ["群发任务", "Send tasks"],
  customers: ["客户", "Customers"],
  clock: ["小镇时间", "Town time"],
  day: ["第 {n} 天", "Day {n}"],
  now: ["现在", "Now"],
  speed: ["小镇快慢", "Town speed"],
  pause: ["让小镇停下", "Pause the town"],
  resume: ["让小镇继续", "Resume the town"],
  noTown: ["没有小镇在运行", "No town is running"],
  language: ["English", "中文"],
  noChats: ["还没有联系人", "Nobody here yet"],
  noChatsHint: ["扫一个活码，添加第一位顾问。", "Scan a live code to add your first adviser."],
  noCustomers: ["还没有客户", "No customers yet"],
  noCustomersHint: ["客户扫码后会出现在这里。", "Customers appear here after they scan."],
  noTasks: ["没有待发送的任务", "Nothing to send"],
  noTasksHint: ["控制台发起群发后，员工在这里确认发送。", "Mass sends from the console wait here for your confirmation."],
  waiting: ["等待对方通过", "Waiting for consent"],
  removed: ["已不是好友", "No longer friends"],
  left: ["客户已删除你", "Customer removed you"],
  request: ["请求添加你为联系人", "would like to add you"],
  accept: ["通过", "Accept"],
  metCustomer: ["你已添加了{name}，现在可以开始聊天了。", "You added {name}. Say hello."],
  metStaff: ["{name} 添加了你，现在可以开始聊天了。", "{name} added you. Say hello."],
  removedLine: ["{name} 开启了好友验证，你还不是对方的好友。", "{name} is no longer your contact."],
  welcome: ["欢迎语自动发送", "Welcome, sent automatically"],
  mass: ["群发", "Mass send"],
  typing: ["输入消息", "Message"],
  send: ["发送", "Send"],
  notSent: ["消息没有送达：你们已不是好友", "Not delivered: you are no longer friends"],
  image: ["[图片]", "[Picture]"],
  link: ["[链接]", "[Link]"],
  miniprogram: ["[小程序]", "[Mini program]"],
  video: ["[视频]", "[Video]"],
  file: ["[文件]", "[File]"],
  mini: ["小程序", "Mini program"],
  noPicture: ["图片无法显示", "Picture not available"],
  openPage: ["网页", "Web page"],
  openShop: ["去商店逛逛", "Open the shop"],
  profile: ["资料", "Profile"],
  remark: ["备注", "Remark"],
  save: ["保存", "Save"],
  saved: ["备注已保存", "Remark saved"],
  description: ["描述", "Description"],
  tags: ["标签", "Tags"],
  none: ["无", "None"],
  source: ["来源", "Source"],
  metAt: ["添加时间", "Added"],
  removeFriend: ["删除好友", "Remove contact"],
  removeCustomer: ["删除客户", "Remove customer"],
  removeAsk: ["将「{name}」从联系人中删除？", "Remove {name} from contacts?"],
  removeDone: ["已删除{name}", "{name} removed"],
  cancel: ["取消", "Cancel"],
  close: ["关闭", "Close"],
  back: ["返回", "Back"],
  who: ["你是哪位客户？", "Which customer are you?"],
  whoStaff: ["你是哪位员工？", "Which staff member are you?"],
  newPerson: ["新的客户", "New customer"],
  name: ["姓名", "Name"],
  namePlaceholder: ["留空则随机取名", "Leave empty for a random name"],
  face: ["头像", "Picture"],
  create: ["成为这位客户", "Become this customer"],
  mine: ["最近用过", "Recent"],
  townPeople: ["镇上的人", "People in town"],
  search: ["按姓名查找", "Find by name"],
  nobody: ["没有这样的人", "Nobody found"],
  scanTitle: ["扫到一个活码", "A live code"],
  scanAs: ["以「{name}」的身份添加", "You scan as {name}"],
  add: ["添加为联系人", "Add to contacts"],
  pick: ["选一个活码，或粘贴它的地址", "Pick a code, or paste its address"],
  paste: ["活码地址或编号", "Address or id of a code"],
  unknownCode: ["没有找到这个活码", "There is no such code"],
  already: ["你们已经是好友了", "You are contacts already"],
  asked: ["申请已发出，请员工通过", "Request sent. The staff member has to accept."],
  added: ["已添加{name}", "{name} added"],
  taskFrom: ["企业通知你给客户发送", "The company asks you to send"],
  taskTo: ["发送给 {n} 位客户", "To {n} customers"],
  taskGroups: ["发送给 {n} 个客户群", "To {n} customer groups"],
  taskMore: ["等 {total} 位", "and {n} more"],
  confirm: ["发送", "Send"],
  ignore: ["忽略", "Ignore"],
  sentTo: ["已送达 {n} 位客户", "Delivered to {n}"],
  sentNot: ["，{n} 位未送达", ", {n} not delivered"],
  ignored: ["已忽略这个任务", "Task ignored"],
  shopName: ["示例茶铺", "Sample tea shop"],
  shopClosed: ["商店还没有连接到产品", "The shop is not connected to the product yet"],
  goods: ["商品", "Goods"],
  orders: ["我的订单", "My orders"],
  noOrders: ["还没有订单", "No orders yet"],
  buy: ["立即购买", "Buy now"],
  qty: ["数量", "Quantity"],
  less: ["减少", "Less"],
  more: ["更多", "More"],
  paid: ["付款成功 · {price}", "Paid · {price}"],
  failed: ["没有成功：{why}", "It did not work: {why}"],
  offline: ["连不上模拟器，正在重试", "Simulator unreachable, retrying"],
  noCorp: ["模拟器里还没有企业", "There is no company in the simulator yet"],
  noCorpHint: ["启动演示或在控制接口里建一个企业，这里会自动出现。", "Start the demo or found a company through the control API; it appears here by itself."],
};

let language = "zh";

export const currentLanguage = () => language;

export function chooseLanguage(wanted) {
  language = wanted === "en" ? "en" : "zh";
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = say("title");
}

/** The words of a key in the chosen language; `{name}` is filled from `values`. */
export function say(key, values = {}) {
  const [zh, en] = WORDS[key];
  return (language === "zh" ? zh : en).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

const format = (options) => new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { timeZone: "Asia/Shanghai", ...options });
export const clockTime = (seconds) => format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(seconds * 1000);
export const dayAndTime = (seconds) =>
  format({ month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(seconds * 1000);
const sameDay = (one, other) => format({ dateStyle: "short" }).format(one * 1000) === format({ dateStyle: "short" }).format(other * 1000);
export const shortTime = (seconds, now) =>
  sameDay(seconds, now) ? clockTime(seconds) : format({ month: "numeric", day: "numeric" }).format(seconds * 1000);
export const money = (cents) => `¥${(cents / 100).toFixed(2).replace(/\.00$/, "")}`;
