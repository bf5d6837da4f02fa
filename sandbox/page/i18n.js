// The page's own words, in both languages; what people and the bot write comes from the server.

export const WORDS = {
  vi: {
    notice: "Môi trường thử nghiệm – không dùng cho công việc thật",
    skip: "Tới ô nhập tin nhắn",
    close: "Đóng",
    menu: "Trình đơn",
    theme: "Nền sáng hoặc tối",
    language: "Switch to English",
    offline: "Mất kết nối với máy chủ thử nghiệm, đang kết nối lại…",
    starting: "Đang chuẩn bị các cơ quan…",
    "error.network": "Không kết nối được với máy chủ thử nghiệm.",
    "error.turning": "Thời gian đang chạy, vui lòng chờ.",
    "error.refused": "Chưa thực hiện được:",
    "clock.label": "Thời gian mô phỏng",
    "turn.hour": "+1 giờ",
    "turn.day": "+1 ngày",
    "turn.week": "+1 tuần",
    "turn.next": "Đến sự kiện kế tiếp",
    "upcoming.title": "Sắp diễn ra",
    "upcoming.none": "Chưa có sự kiện nào.",
    "upcoming.go": "Chuyển đến thời điểm này",
    "upcoming.in": (days) => (days === 0 ? "hôm nay" : days === 1 ? "ngày mai" : `còn ${days} ngày`),
    "seats.label": "Người tham gia",
    "seats.search": "Tìm người, cơ quan",
    "seats.featured": "Vai chính",
    "seats.others": "Các cơ quan khác",
    "seats.found": "Kết quả tìm",
    "seats.none": "Không tìm thấy.",
    "seats.unread": (count) => `${count} tin chưa đọc`,
    "seats.blocked": "Đã chặn bot",
    "chat.label": "Hội thoại",
    "chat.messages": "Tin nhắn",
    "chat.back": "Về danh sách",
    "chat.as": "Nói với tư cách",
    "chat.topics": "Chủ đề",
    "chat.all_topics": "Tất cả",
    "chat.empty": "Chọn một người để bắt đầu.",
    "chat.write": "Nhập tin nhắn, gõ / để xem lệnh",
    "chat.caption": "Thêm lời kèm theo tệp",
    "chat.send": "Gửi",
    "chat.attach": "Gửi tệp hoặc ảnh",
    "chat.drop": "Thả tệp vào đây để gửi",
    "chat.as_document": "Gửi ảnh dạng tệp, giữ nguyên chất lượng",
    "chat.take_off": "Bỏ tệp này",
    "chat.commands": "Lệnh của bot",
    "chat.reply": "Trả lời",
    "chat.reply_to": "Trả lời",
    "chat.drop_reply": "Thôi trả lời",
    "chat.edited": "đã sửa",
    "chat.silent": "Gửi không chuông",
    "chat.older": "Xem tin cũ hơn",
    "chat.new": "Tin mới",
    "chat.to_end": "Xuống cuối",
    "chat.gone": "Tin này ở phía trên, chưa được tải.",
    "chat.no_answer": "Bot chưa trả lời. Vui lòng thử lại sau ít giây.",
    "chat.block": "Chặn bot (thử tình huống)",
    "chat.unblock": "Bỏ chặn bot",
    "chat.migrate": "Nâng cấp thành siêu nhóm",
    "chat.blocked": "Người này đã chặn bot",
    "picture.save": "Tải ảnh",
    "faults.title": "Tình huống sự cố",
    "faults.note": "Dành cho tập huấn: bật một sự cố của máy chủ tin nhắn để xem bot xử lý ra sao.",
    "faults.on": "Đang bật tình huống sự cố",
    "help.title": "Phím tắt",
    "help.seats": "Mở một trong bốn hội thoại đầu",
    "help.turn": "Tới 1 giờ, 1 ngày, 1 tuần, sự kiện kế tiếp",
    "help.search": "Tìm người",
    "help.coming": "Xem những việc sắp diễn ra",
    "help.arrows": "Di chuyển trong danh sách, giữa các tin",
    "help.reply": "Trả lời tin đang chọn",
    "help.enter": "Gửi; Shift+Enter để xuống dòng",
    "help.escape": "Thôi trả lời, đóng khung, về danh sách",
    "help.help": "Mở bảng này",
    weekdays: ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"],
  },
  en: {
    notice: "For trying and training only – not for real work",
    skip: "To the message field",
    close: "Close",
    menu: "Menu",
    theme: "Light or dark",
    language: "Chuyển sang tiếng Việt",
    offline: "The sandbox cannot be reached, trying again…",
    starting: "Getting the agencies ready…",
    "error.network": "The sandbox cannot be reached.",
    "error.turning": "Time is passing, please wait.",
    "error.refused": "That did not work:",
    "clock.label": "Simulated time",
    "turn.hour": "+1 hour",
    "turn.day": "+1 day",
    "turn.week": "+1 week",
    "turn.next": "To the next event",
    "upcoming.title": "What comes next",
    "upcoming.none": "Nothing is to come.",
    "upcoming.go": "Go to this moment",
    "upcoming.in": (days) => (days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`),
    "seats.label": "People",
    "seats.search": "Find a person or agency",
    "seats.featured": "Leading parts",
    "seats.others": "Other agencies",
    "seats.found": "Found",
    "seats.none": "Nobody found.",
    "seats.unread": (count) => `${count} unread`,
    "seats.blocked": "Has blocked the bot",
    "chat.label": "Conversation",
    "chat.messages": "Messages",
    "chat.back": "Back to the list",
    "chat.as": "Speak as",
    "chat.topics": "Topics",
    "chat.all_topics": "All",
    "chat.empty": "Choose somebody to begin.",
    "chat.write": "Write a message, / for commands",
    "chat.caption": "Add a caption",
    "chat.send": "Send",
    "chat.attach": "Send a file or a picture",
    "chat.drop": "Drop files here to send them",
    "chat.as_document": "Send pictures as files, in full quality",
    "chat.take_off": "Take this file off",
    "chat.commands": "The bot's commands",
    "chat.reply": "Reply",
    "chat.reply_to": "Reply to",
    "chat.drop_reply": "Do not reply",
    "chat.edited": "edited",
    "chat.silent": "Sent without sound",
    "chat.older": "Older messages",
    "chat.new": "New messages",
    "chat.to_end": "To the end",
    "chat.gone": "That message is further up and not loaded.",
    "chat.no_answer": "The bot has not answered. Please try again in a few seconds.",
    "chat.block": "Block the bot (to try it)",
    "chat.unblock": "Unblock the bot",
    "chat.migrate": "Upgrade to a supergroup",
    "chat.blocked": "This person has blocked the bot",
    "picture.save": "Save the picture",
    "faults.title": "Troubles",
    "faults.note": "For training: switch on a trouble of the messenger and see what the bot makes of it.",
    "faults.on": "A trouble is switched on",
    "help.title": "Keyboard shortcuts",
    "help.seats": "Open one of the first four conversations",
    "help.turn": "On by 1 hour, 1 day, 1 week, to the next event",
    "help.search": "Find somebody",
    "help.coming": "See what comes next",
    "help.arrows": "Move in the list, between messages",
    "help.reply": "Reply to the message in focus",
    "help.enter": "Send; Shift+Enter for a new line",
    "help.escape": "Drop the reply, close, back to the list",
    "help.help": "Open this list",
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  },
};

const TARGETS = { "data-i18n-label": "aria-label", "data-i18n-placeholder": "placeholder", "data-i18n-title": "title" };

export let language = localStorage.getItem("language") === "en" ? "en" : "vi";

/** Return a word of the page; some are made for a number. */
export function word(key, number) {
  const found = WORDS[language][key];
  return typeof found === "function" ? found(number) : found;
}

export function switchLanguage() {
  language = language === "vi" ? "en" : "vi";
  localStorage.setItem("language", language);
}

/** Put the words into everything that names one: text, label, placeholder, title. */
export function translate(root = document) {
  document.documentElement.lang = language;
  for (const [source, target] of Object.entries(TARGETS)) {
    for (const element of root.querySelectorAll(`[${source}]`)) {
      element.setAttribute(target, word(element.getAttribute(source)));
    }
  }
  for (const element of root.querySelectorAll("[data-i18n]")) element.textContent = word(element.dataset.i18n);
}

/** "2009-02-27" → "27/02/2009". */
export function day(iso) {
  const [year, month, date] = iso.split("-");
  return `${date}/${month}/${year}`;
}

/** "2009-02-27" → "Thứ Sáu, 27/02/2009". */
export function dayWithName(iso) {
  const number = (new Date(`${iso}T00:00Z`).getUTCDay() + 6) % 7;
  return `${word("weekdays")[number]}, ${day(iso)}`;
}

/** Tell a moment (ISO, UTC) in the province's zone: its date as ISO, and its time. */
export class Local {
  constructor(zone) {
    this.dates = new Intl.DateTimeFormat("sv", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    this.times = new Intl.DateTimeFormat("vi", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  }

  date(moment) {
    return this.dates.format(new Date(moment));
  }

  time(moment) {
    return this.times.format(new Date(moment));
  }
}
