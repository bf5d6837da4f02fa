// The page's own words, in both languages; what people and the bot write comes from the server.

const WORDS = {
  vi: {
    notice: "Môi trường thử nghiệm – không dùng cho công việc thật.",
    close: "Đóng",
    theme: "Đổi nền sáng, tối",
    language: "Switch to English",
    "clock.label": "Thời gian mô phỏng",
    "turn.hour": "+1 giờ",
    "turn.day": "+1 ngày",
    "turn.week": "+1 tuần",
    "turn.next": "Đến sự kiện kế tiếp",
    "upcoming.title": "Sắp diễn ra",
    "upcoming.none": "Không có sự kiện nào.",
    "seats.label": "Người tham gia",
    "seats.search": "Tìm người, cơ quan",
    "seats.others": "Các cơ quan khác",
    "seats.none": "Không tìm thấy.",
    "chat.label": "Hội thoại",
    "chat.back": "Về danh sách",
    "chat.as": "Nói với tư cách",
    "chat.topic": "Chủ đề",
    "chat.empty": "Chọn một người ở danh sách bên trái.",
    "chat.write": "Nhập tin nhắn, gõ / để xem lệnh",
    "chat.send": "Gửi",
    "chat.attach": "Gửi tệp hoặc ảnh",
    "chat.reply": "Trả lời",
    "chat.drop_reply": "Thôi trả lời",
    "chat.edited": "đã sửa",
    "chat.silent": "Gửi không chuông",
    "chat.older": "Xem tin cũ hơn",
    "chat.no_answer": "Bot chưa trả lời. Thử lại sau ít giây.",
    "faults.title": "Tình huống sự cố (dành cho tập huấn)",
    "faults.note": "Bật một sự cố của máy chủ tin nhắn để xem bot xử lý ra sao.",
    "help.title": "Phím tắt",
    "help.seats": "Bốn hội thoại đầu danh sách",
    "help.turn": "Tới 1 giờ, 1 ngày, 1 tuần, sự kiện kế tiếp",
    "help.search": "Tìm người",
    "help.arrows": "Lên, xuống trong danh sách",
    "help.escape": "Thôi trả lời, đóng khung, về danh sách",
    "help.enter": "Gửi; Shift+Enter xuống dòng",
    weekdays: ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"],
  },
  en: {
    notice: "For trying and training only – not for real work.",
    close: "Close",
    theme: "Light or dark",
    language: "Chuyển sang tiếng Việt",
    "clock.label": "Simulated time",
    "turn.hour": "+1 hour",
    "turn.day": "+1 day",
    "turn.week": "+1 week",
    "turn.next": "To the next event",
    "upcoming.title": "What comes next",
    "upcoming.none": "Nothing is to come.",
    "seats.label": "People",
    "seats.search": "Find a person or agency",
    "seats.others": "Other agencies",
    "seats.none": "Nobody found.",
    "chat.label": "Conversation",
    "chat.back": "Back to the list",
    "chat.as": "Speak as",
    "chat.topic": "Topic",
    "chat.empty": "Choose somebody from the list on the left.",
    "chat.write": "Write a message, / for commands",
    "chat.send": "Send",
    "chat.attach": "Send a file or a picture",
    "chat.reply": "Reply",
    "chat.drop_reply": "Do not reply",
    "chat.edited": "edited",
    "chat.silent": "Sent without sound",
    "chat.older": "Older messages",
    "chat.no_answer": "The bot has not answered. Try again in a few seconds.",
    "faults.title": "Troubles (for training)",
    "faults.note": "Switch on a trouble of the messenger and see what the bot makes of it.",
    "help.title": "Keyboard shortcuts",
    "help.seats": "The first four conversations",
    "help.turn": "On by 1 hour, 1 day, 1 week, to the next event",
    "help.search": "Find somebody",
    "help.arrows": "Up and down the list",
    "help.escape": "Drop the reply, close, back to the list",
    "help.enter": "Send; Shift+Enter for a new line",
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  },
};

export let language = localStorage.getItem("language") === "en" ? "en" : "vi";

export function word(key) {
  return WORDS[language][key];
}

export function switchLanguage() {
  language = language === "vi" ? "en" : "vi";
  localStorage.setItem("language", language);
}

/** Put the words into everything that names one: text, label, placeholder, title. */
export function translate(root = document) {
  document.documentElement.lang = language;
  for (const [attribute, target] of [["i18nLabel", "aria-label"], ["i18nPlaceholder", "placeholder"], ["i18nTitle", "title"]]) {
    for (const element of root.querySelectorAll(`[data-${attribute.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}]`)) {
      element.setAttribute(target, word(element.dataset[attribute]));
    }
  }
  for (const element of root.querySelectorAll("[data-i18n]")) element.textContent = word(element.dataset.i18n);
}

/** "2009-02-27" → "27/02/2009". */
export function day(iso) {
  const [year, month, date] = iso.split("-");
  return `${date}/${month}/${year}`;
}
