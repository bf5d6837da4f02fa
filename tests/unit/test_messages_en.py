"""The whole of what people see most, in English: so that no text drifts unseen."""

import pytest

from bot.texts.render import Texts
from tests.unit.samples import SAMPLES

TEXTS = Texts()

WHOLE = {
    "reminder of one duty": """\
🔔 <b>Reminder, Tue 17 Mar 2009</b>

<b>Tăng cường ứng dụng CNTT trong cơ quan nhà nước</b>
▫️ Hoàn thành mạng nội bộ
Due Tue 31 Mar 2009 – <b>14 days left</b>""",
    "reminder of several duties of two directives": """\
🔔 <b>Reminder, Tue 17 Mar 2009</b>

<b>Sử dụng phần mềm nguồn mở</b>
🔴 <b>1.</b> Lập kế hoạch dùng phần mềm nguồn mở
Due Fri 13 Mar 2009 – <b>4 days overdue</b>

<b>Tăng cường ứng dụng CNTT trong cơ quan nhà nước</b>
⏳ <b>2.</b> Rà soát mạng nội bộ
Due Tue 17 Mar 2009 – <b>today</b>
▫️ <b>3.</b> Ban hành quy chế thư điện tử
Due Wed 18 Mar 2009 – <b>tomorrow</b>
🚧 <b>4.</b> Hoàn thành mạng nội bộ
Due Tue 31 Mar 2009 – <b>14 days left</b> · Stuck on an obstacle

<i>Press a number to open the duty.</i>

📝 <b>Report for the first half of 2009</b>
Due Tue 16 Jun 2009 – <b>tomorrow</b>. Send /baocao to fill it in and send it.""",
    "reminder painted anew": """\
🔔 <b>Reminder, Tue 17 Mar 2009</b>

<b>Tăng cường ứng dụng CNTT trong cơ quan nhà nước</b>
✅ <b>6.</b> Cử cán bộ đầu mối
Done
▫️ <b>5.</b> Nâng cao nhận thức về CNTT
No deadline

<i>Press a number to open the duty.</i>

📝 <b>Report for the first half of 2009</b>
Sent, due Tue 16 Jun 2009""",
    "reports only": """\
📝 <b>Report for the first half of 2009</b>
Due Tue 16 Jun 2009 – <b>today</b>. Send /baocao to fill it in and send it.

📝 <b>Report for the first half of 2009</b>
Due Tue 16 Jun 2009 – <b>3 days overdue</b>. Send /baocao to fill it in and send it.

📝 <b>Report for the first half of 2009</b>
Due Tue 16 Jun 2009, not sent: Sở Nội vụ, Sở Tư pháp and 3 more""",
    "overdue elsewhere": """\
🔴 <b>Overdue at the agencies</b> as of Tue 17 Mar 2009

• Lập kế hoạch dùng phần mềm nguồn mở
Due Fri 13 Mar 2009: Sở Y tế, Sở Nội vụ and 4 more

• Cử cán bộ đầu mối
Due Tue 10 Mar 2009: Thanh tra tỉnh

📝 <b>Report for the first half of 2009</b>
Due Tue 16 Jun 2009, not sent: Sở Nội vụ, Sở Tư pháp and 3 more""",
    "digest of a head": """\
📊 <b>Weekly digest – Sở Y tế</b>
As of Tue 17 Mar 2009

✅ Done on time: <b>3</b> (+2)
☑️ Done late: <b>1</b>
▫️ Open, within the deadline: <b>5</b> (-3)
🔴 Open, overdue: <b>2</b> (+1)
♾️ Without a deadline: <b>4</b>
<i>In brackets: the change since the last digest.</i>

<b>Overdue</b>
🔴 Lập kế hoạch dùng phần mềm nguồn mở
Due Fri 13 Mar 2009 – <b>4 days overdue</b>

<b>Due this week</b>
▫️ Ban hành quy chế thư điện tử
Due Wed 18 Mar 2009 – <b>tomorrow</b>

<b>Due next week</b>
🚧 Hoàn thành mạng nội bộ
Due Tue 31 Mar 2009 – <b>14 days left</b> · Stuck on an obstacle

<b>Obstacles not resolved</b>
🚧 VM-2009-0001 – Answered
Hoàn thành mạng nội bộ

📝 <b>Report for the first half of 2009</b>
Not sent, due Tue 16 Jun 2009

Your agency helps with 1 overdue duty of other agencies.""",
    "digest of the province": """\
📊 <b>Weekly digest of the province</b>
As of Tue 17 Mar 2009: 36 agencies, 11 assignments with a deadline

✅ Done on time: <b>3</b> (+2)
☑️ Done late: <b>1</b>
▫️ Open, within the deadline: <b>5</b> (-3)
🔴 Open, overdue: <b>2</b> (+1)
♾️ Without a deadline: <b>4</b>
<i>In brackets: the change since the last digest.</i>

<b>Most overdue assignments</b> (overdue/all)
1. Sở Y tế: 3/12
2. UBND H. An Phước: 1/9

<b>Obstacles not resolved</b>
🚧 VM-2009-0001 – Answered
Sở Y tế, Tue 17 Mar 2009: Hoàn thành mạng nội bộ
… and 2 more

📝 <b>Report for the first half of 2009</b>, due Tue 16 Jun 2009
Not sent: Sở Nội vụ, Sở Tư pháp and 3 more

👤 <b>No officer enrolled</b>
Sở Nội vụ, Thanh tra tỉnh""",
    "duty assigned": """\
▫️ <b>Hoàn thành mạng nội bộ</b>
Due Tue 31 Mar 2009 – <b>14 days left</b>
Status: <b>Not started</b>
Lead: Sở Y tế
Directive: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, no. 05/CT-UBND, clause 2""",
    "duty in progress": """\
⏳ <b>Rà soát mạng nội bộ</b>
Due Tue 17 Mar 2009 – <b>today</b>
Status: <b>In progress</b>
Lead: Sở Y tế
Directive: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, no. 05/CT-UBND, clause 2""",
    "duty submitted": """\
📤 <b>Hoàn thành mạng nội bộ</b>
Due Tue 31 Mar 2009
Status: <b>Awaiting verification</b>
Completed: Mon 30 Mar 2009
Result: Biên bản nghiệm thu số 12/BB-SYT
Files: bien-ban.pdf, anh.jpg
Lead: Sở Y tế
Directive: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, no. 05/CT-UBND, clause 2""",
    "duty returned": """\
↩️ <b>Hoàn thành mạng nội bộ</b>
Due Tue 31 Mar 2009 – <b>14 days left</b>
Status: <b>Returned</b>
Result: Biên bản nghiệm thu số 12/BB-SYT
Files: bien-ban.pdf, anh.jpg
Lead: Sở Y tế
Directive: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, no. 05/CT-UBND, clause 2""",
    "duty paused": """\
🚧 <b>Hoàn thành mạng nội bộ</b>
Due Tue 31 Mar 2009 – <b>14 days left</b>
Status: <b>Stuck on an obstacle</b>
Lead: Sở Y tế
Directive: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, no. 05/CT-UBND, clause 2

🚧 <b>VM-2009-0001</b> – Answered
Chưa có kinh phí mua thiết bị
↳ Đã bố trí trong kế hoạch quý II

🚧 <b>VM-2009-0002</b> – Answered
Chưa có kinh phí mua thiết bị""",
    "duty done": """\
✅ <b>Hoàn thành mạng nội bộ</b>
Due Tue 31 Mar 2009
Status: <b>Done</b>
Completed: Mon 30 Mar 2009
Result: Biên bản nghiệm thu số 12/BB-SYT
Files: bien-ban.pdf, anh.jpg
Lead: Sở Y tế
Directive: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, no. 05/CT-UBND, clause 2""",
    "duty done late": """\
✅ <b>Lập kế hoạch dùng phần mềm nguồn mở</b>
Due Fri 13 Mar 2009
Status: <b>Done</b>
Completed: Mon 30 Mar 2009 (late)
Result: Biên bản nghiệm thu số 12/BB-SYT
Files: bien-ban.pdf, anh.jpg
Lead: Sở Y tế
Directive: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, no. 05/CT-UBND, clause 2""",
    "duty cancelled": """\
🚫 <b>Hoàn thành mạng nội bộ</b>
Due Tue 31 Mar 2009
Status: <b>Cancelled</b>
Lead: Sở Y tế
Directive: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, no. 05/CT-UBND, clause 2""",
    "duty overdue": """\
🔴 <b>Lập kế hoạch dùng phần mềm nguồn mở</b>
Due Fri 13 Mar 2009 – <b>4 days overdue</b>
Status: <b>Not started</b>
Lead: Sở Y tế
Directive: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, no. 05/CT-UBND, clause 2""",
    "duty with details": """\
▫️ <b>Hoàn thành mạng nội bộ</b>
Due Tue 31 Mar 2009 – <b>14 days left</b>
Status: <b>Not started</b>
Target: Văn bản lưu chuyển trên mạng, at least 62.5%
Lead: Sở Y tế
Directive: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, clause 2

Deliverable: báo cáo
Goes to: Ủy ban nhân dân tỉnh
Coordinating: Sở TT&amp;TT, VP UBND tỉnh
Note: Văn bản không nêu tên đơn vị phối hợp.""",
    "list": """\
📋 <b>Duties of Sở Y tế</b>
As of Tue 17 Mar 2009: 6 duties, <b>1 overdue</b> · page 1/2

🔴 <b>1.</b> Lập kế hoạch dùng phần mềm nguồn mở
Due Fri 13 Mar 2009 – <b>4 days overdue</b>
⏳ <b>2.</b> Rà soát mạng nội bộ
Due Tue 17 Mar 2009 – <b>today</b>
▫️ <b>3.</b> Ban hành quy chế thư điện tử
Due Wed 18 Mar 2009 – <b>tomorrow</b>
🚧 <b>4.</b> Hoàn thành mạng nội bộ
Due Tue 31 Mar 2009 – <b>14 days left</b> · Stuck on an obstacle
▫️ <b>5.</b> Nâng cao nhận thức về CNTT
No deadline
✅ <b>6.</b> Cử cán bộ đầu mối
Done

Your agency also helps with 2 duties of other agencies.
<i>Press a number to open the duty.</i>""",
    "ticket": """\
🚧 <b>VM-2009-0001</b> – Answered
<b>Sở Y tế</b> (Nguyễn Thị Lan), Tue 17 Mar 2009
Duty: Hoàn thành mạng nội bộ
Due Tue 31 Mar 2009

<blockquote>Chưa có kinh phí mua thiết bị</blockquote>
Files: du-toan.xlsx
↳ <b>Trần Minh</b>, Wed 18 Mar 2009: Đã bố trí trong kế hoạch quý II
↳ <b>Nguyễn Thị Lan</b>, Thu 19 Mar 2009: Xin cảm ơn

<i>Reply to this message to answer the agency.</i>""",
    "ticket opened": """\
🚧 <b>VM-2009-0001</b> – New
Passed on to Sở Thông tin và Truyền thông.
Duty: Hoàn thành mạng nội bộ

<blockquote>Chưa có kinh phí mua thiết bị</blockquote>

<i>Reminders pause; the deadline stays. Reply to this message to add something.</i>""",
    "ticket closed": """\
✔️ <b>VM-2009-0001</b> – Resolved
Duty: Hoàn thành mạng nội bộ

<i>Reminders go on. If you are still stuck, please open the duty and choose 🚧 Stuck.</i>""",
    "word of the ICT department": """\
💬 <b>VM-2009-0001</b> – Hoàn thành mạng nội bộ
<b>Trần Minh</b> (ICT department):

<blockquote>Đã bố trí kinh phí</blockquote>

<i>Reply to this message to go on.</i>""",
    "report": """\
📝 <b>Report for the first half of 2009</b>
Sở Y tế
Cut-off Sun 14 Jun 2009
Due <b>Tue 16 Jun 2009</b>
Status: <b>Being written</b>
To: Ủy ban nhân dân tỉnh, through Sở Thông tin và Truyền thông

<b>What is known</b>
✅ Done on time: <b>3</b>
☑️ Done late: <b>1</b>
▫️ Open, within the deadline: <b>5</b>
🔴 Open, overdue: <b>2</b>
♾️ Without a deadline: <b>4</b>

<b>Done in this period</b>
✅ Cử cán bộ đầu mối

<b>Overdue</b>
🔴 Lập kế hoạch dùng phần mềm nguồn mở
Due Fri 13 Mar 2009 – <b>4 days overdue</b>

<b>Stuck</b>
🚧 Hoàn thành mạng nội bộ
Due Tue 31 Mar 2009 – <b>14 days left</b> · Stuck on an obstacle

<b>Remarks of the agency</b>
Đề nghị tập huấn thêm cho cán bộ.""",
    "board": """\
📝 <b>Report for the first half of 2009</b>
Due Tue 16 Jun 2009

✅ <b>Sent: 2</b>
Sở Y tế, Sở Nội vụ

✍️ <b>Being written: 1</b>
Sở Tư pháp

▫️ <b>Not started: 2</b>
Thanh tra tỉnh, UBND H. An Phước""",
    "announcement": """\
📄 <b>Tăng cường ứng dụng CNTT trong cơ quan nhà nước</b>
UBND tỉnh, no. 05/CT-UBND

Sở Y tế has been given <b>7</b> duties, <b>2</b> of them with a deadline.
It also helps with <b>1</b> duty of other agencies.

<b>Next deadlines</b>
▫️ <b>3.</b> Ban hành quy chế thư điện tử
Due Wed 18 Mar 2009 – <b>tomorrow</b>
▫️ <b>4.</b> Hoàn thành mạng nội bộ
Due Tue 31 Mar 2009 – <b>14 days left</b>""",
    "announcement of a change": """\
📄 <b>A directive has changed</b>
Tăng cường ứng dụng CNTT trong cơ quan nhà nước

Sở Y tế has <b>2</b> new or changed duties.""",
    "removed": """\
🚫 <b>Taken out of the directive</b>
Tăng cường ứng dụng CNTT trong cơ quan nhà nước

Sở Y tế no longer has to do:
• Hoàn thành mạng nội bộ
• Rà soát mạng nội bộ""",
    "welcome of an officer": """\
✅ Welcome, Nguyễn Thị Lan.
You are enrolled: <b>officer</b>, Sở Y tế.
Your agency has <b>7</b> duties to do. Send /nhiemvu to see them.

Send /trogiup for help. Tiếng Việt: /ngonngu""",
    "welcome of a head": """\
✅ Welcome, Nguyễn Thị Lan.
You are enrolled: <b>agency head</b>, Sở Y tế.
Your agency has <b>1</b> duty to do. Send /nhiemvu to see it.

Send /trogiup for help. Tiếng Việt: /ngonngu""",
    "welcome of the ICT department": """\
✅ This group is enrolled: <b>ICT department</b>, Sở Y tế.
Obstacles and overdue duties of the agencies, the state of reports and the weekly digest come here.
Reply to an obstacle to answer the agency.

Send /trogiup for help. Tiếng Việt: /ngonngu""",
    "welcome of the leaders": """\
✅ This group is enrolled: <b>leader</b>, Sở Y tế.
The weekly digest and the state of reports come here.

Send /trogiup for help. Tiếng Việt: /ngonngu""",
    "welcome of an administrator": """\
✅ Welcome, Nguyễn Thị Lan.
You are enrolled: <b>administrator</b>, Sở Y tế.

Send /trogiup for help. Tiếng Việt: /ngonngu""",
    "help for an officer": """\
<b>Nhắc Việc</b> reminds of the deadlines of assigned duties and takes obstacles to those who can help.

/nhiemvu – duties of your agency and the days left
/tuan – the weekly digest as of now
/baocao – the periodic report
/ngonngu – tiếng Việt or English
/huy – drop what is half entered
/trogiup – this help

<b>On each duty</b>
✅ Done – write one line of result, with a file if you like.
🚧 Stuck – write what is wrong; the ICT department has it at once and reminders pause.
ℹ️ Details – deliverable, recipient, coordinating agencies.""",
    "help for the ICT department": """\
<b>Nhắc Việc</b> reminds of the deadlines of assigned duties and takes obstacles to those who can help.

/tuan – the weekly digest as of now
/ngonngu – tiếng Việt or English
/trogiup – this help

<b>When somebody is stuck</b>
• Reply to the message with the number VM-… to answer the agency.
• Press ✔️ below it to close the obstacle; reminders go on.""",
    "help for the leaders": """\
<b>Nhắc Việc</b> reminds of the deadlines of assigned duties and takes obstacles to those who can help.

/tuan – the weekly digest as of now
/ngonngu – tiếng Việt or English
/trogiup – this help""",
    "help for an administrator": """\
<b>Nhắc Việc</b> reminds of the deadlines of assigned duties and takes obstacles to those who can help.

/nhiemvu – duties of your agency and the days left
/tuan – the weekly digest as of now
/ngonngu – tiếng Việt or English
/huy – drop what is half entered
/trogiup – this help""",
}


@pytest.mark.parametrize("name", WHOLE)
def test_it_says_the_whole_message_in_english(name: str) -> None:
    assert TEXTS.render(SAMPLES[name], "en") == WHOLE[name]
