"""The whole of what people see most, in Vietnamese: so that no text drifts unseen."""

import pytest

from bot.texts.render import Texts
from tests.unit.samples import SAMPLES

TEXTS = Texts()

WHOLE = {
    "reminder of one duty": """\
🔔 <b>Nhắc việc thứ Ba 17/03/2009</b>

<b>Tăng cường ứng dụng CNTT trong cơ quan nhà nước</b>
▫️ Hoàn thành mạng nội bộ
Hạn thứ Ba 31/03/2009 – <b>còn 14 ngày</b>""",
    "reminder of several duties of two directives": """\
🔔 <b>Nhắc việc thứ Ba 17/03/2009</b>

<b>Sử dụng phần mềm nguồn mở</b>
🔴 <b>1.</b> Lập kế hoạch dùng phần mềm nguồn mở
Hạn thứ Sáu 13/03/2009 – <b>quá hạn 4 ngày</b>

<b>Tăng cường ứng dụng CNTT trong cơ quan nhà nước</b>
⏳ <b>2.</b> Rà soát mạng nội bộ
Hạn thứ Ba 17/03/2009 – <b>hôm nay</b>
▫️ <b>3.</b> Ban hành quy chế thư điện tử
Hạn thứ Tư 18/03/2009 – <b>ngày mai</b>
🚧 <b>4.</b> Hoàn thành mạng nội bộ
Hạn thứ Ba 31/03/2009 – <b>còn 14 ngày</b> · Đang vướng mắc

<i>Bấm số để mở nhiệm vụ.</i>

📝 <b>Báo cáo 6 tháng đầu năm 2009</b>
Hạn thứ Ba 16/06/2009 – <b>ngày mai</b>. Gõ /baocao để lập và gửi.""",
    "reminder painted anew": """\
🔔 <b>Nhắc việc thứ Ba 17/03/2009</b>

<b>Tăng cường ứng dụng CNTT trong cơ quan nhà nước</b>
✅ <b>6.</b> Cử cán bộ đầu mối
Đã hoàn thành
▫️ <b>5.</b> Nâng cao nhận thức về CNTT
Không có thời hạn

<i>Bấm số để mở nhiệm vụ.</i>

📝 <b>Báo cáo 6 tháng đầu năm 2009</b>
Đã gửi, hạn thứ Ba 16/06/2009""",
    "reports only": """\
📝 <b>Báo cáo 6 tháng đầu năm 2009</b>
Hạn thứ Ba 16/06/2009 – <b>hôm nay</b>. Gõ /baocao để lập và gửi.

📝 <b>Báo cáo 6 tháng đầu năm 2009</b>
Hạn thứ Ba 16/06/2009 – <b>quá hạn 3 ngày</b>. Gõ /baocao để lập và gửi.

📝 <b>Báo cáo 6 tháng đầu năm 2009</b>
Hạn thứ Ba 16/06/2009, chưa gửi: Sở Nội vụ, Sở Tư pháp và 3 cơ quan khác""",
    "overdue elsewhere": """\
🔴 <b>Quá hạn tại các cơ quan</b>, tính đến thứ Ba 17/03/2009

• Lập kế hoạch dùng phần mềm nguồn mở
Hạn thứ Sáu 13/03/2009: Sở Y tế, Sở Nội vụ và 4 cơ quan khác

• Cử cán bộ đầu mối
Hạn thứ Ba 10/03/2009: Thanh tra tỉnh

📝 <b>Báo cáo 6 tháng đầu năm 2009</b>
Hạn thứ Ba 16/06/2009, chưa gửi: Sở Nội vụ, Sở Tư pháp và 3 cơ quan khác""",
    "digest of a head": """\
📊 <b>Bản tin tuần – Sở Y tế</b>
Tính đến thứ Ba 17/03/2009

✅ Hoàn thành đúng hạn: <b>3</b> (+2)
☑️ Hoàn thành quá hạn: <b>1</b>
▫️ Chưa hoàn thành, trong hạn: <b>5</b> (-3)
🔴 Chưa hoàn thành, quá hạn: <b>2</b> (+1)
♾️ Không có thời hạn: <b>4</b>
<i>Trong ngoặc: thay đổi so với bản tin trước.</i>

<b>Quá hạn</b>
🔴 Lập kế hoạch dùng phần mềm nguồn mở
Hạn thứ Sáu 13/03/2009 – <b>quá hạn 4 ngày</b>

<b>Đến hạn tuần này</b>
▫️ Ban hành quy chế thư điện tử
Hạn thứ Tư 18/03/2009 – <b>ngày mai</b>

<b>Đến hạn tuần sau</b>
🚧 Hoàn thành mạng nội bộ
Hạn thứ Ba 31/03/2009 – <b>còn 14 ngày</b> · Đang vướng mắc

<b>Vướng mắc chưa giải quyết</b>
🚧 VM-2009-0001 – Đã trả lời
Hoàn thành mạng nội bộ

📝 <b>Báo cáo 6 tháng đầu năm 2009</b>
Chưa gửi, hạn thứ Ba 16/06/2009

Cơ quan đang phối hợp thực hiện 1 nhiệm vụ quá hạn của cơ quan khác.""",
    "digest of the province": """\
📊 <b>Bản tin tuần toàn tỉnh</b>
Tính đến thứ Ba 17/03/2009: 36 cơ quan, 11 phân công có thời hạn

✅ Hoàn thành đúng hạn: <b>3</b> (+2)
☑️ Hoàn thành quá hạn: <b>1</b>
▫️ Chưa hoàn thành, trong hạn: <b>5</b> (-3)
🔴 Chưa hoàn thành, quá hạn: <b>2</b> (+1)
♾️ Không có thời hạn: <b>4</b>
<i>Trong ngoặc: thay đổi so với bản tin trước.</i>

<b>Nhiều phân công quá hạn nhất</b> (quá hạn/tổng số)
1. Sở Y tế: 3/12
2. UBND H. An Phước: 1/9

<b>Vướng mắc chưa giải quyết</b>
🚧 VM-2009-0001 – Đã trả lời
Sở Y tế, thứ Ba 17/03/2009: Hoàn thành mạng nội bộ
… và 2 vướng mắc khác

📝 <b>Báo cáo 6 tháng đầu năm 2009</b>, hạn thứ Ba 16/06/2009
Chưa gửi: Sở Nội vụ, Sở Tư pháp và 3 cơ quan khác

👤 <b>Chưa có cán bộ đầu mối đăng ký</b>
Sở Nội vụ, Thanh tra tỉnh""",
    "duty assigned": """\
▫️ <b>Hoàn thành mạng nội bộ</b>
Hạn thứ Ba 31/03/2009 – <b>còn 14 ngày</b>
Trạng thái: <b>Chưa thực hiện</b>
Chủ trì: Sở Y tế
Văn bản: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, số 05/CT-UBND, mục 2""",
    "duty in progress": """\
⏳ <b>Rà soát mạng nội bộ</b>
Hạn thứ Ba 17/03/2009 – <b>hôm nay</b>
Trạng thái: <b>Đang thực hiện</b>
Chủ trì: Sở Y tế
Văn bản: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, số 05/CT-UBND, mục 2""",
    "duty submitted": """\
📤 <b>Hoàn thành mạng nội bộ</b>
Hạn thứ Ba 31/03/2009
Trạng thái: <b>Chờ xác nhận</b>
Ngày hoàn thành: thứ Hai 30/03/2009
Kết quả: Biên bản nghiệm thu số 12/BB-SYT
Tệp kèm theo: bien-ban.pdf, anh.jpg
Chủ trì: Sở Y tế
Văn bản: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, số 05/CT-UBND, mục 2""",
    "duty returned": """\
↩️ <b>Hoàn thành mạng nội bộ</b>
Hạn thứ Ba 31/03/2009 – <b>còn 14 ngày</b>
Trạng thái: <b>Bị trả lại</b>
Kết quả: Biên bản nghiệm thu số 12/BB-SYT
Tệp kèm theo: bien-ban.pdf, anh.jpg
Chủ trì: Sở Y tế
Văn bản: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, số 05/CT-UBND, mục 2""",
    "duty paused": """\
🚧 <b>Hoàn thành mạng nội bộ</b>
Hạn thứ Ba 31/03/2009 – <b>còn 14 ngày</b>
Trạng thái: <b>Đang vướng mắc</b>
Chủ trì: Sở Y tế
Văn bản: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, số 05/CT-UBND, mục 2

🚧 <b>VM-2009-0001</b> – Đã trả lời
Chưa có kinh phí mua thiết bị
↳ Đã bố trí trong kế hoạch quý II

🚧 <b>VM-2009-0002</b> – Đã trả lời
Chưa có kinh phí mua thiết bị""",
    "duty done": """\
✅ <b>Hoàn thành mạng nội bộ</b>
Hạn thứ Ba 31/03/2009
Trạng thái: <b>Đã hoàn thành</b>
Ngày hoàn thành: thứ Hai 30/03/2009
Kết quả: Biên bản nghiệm thu số 12/BB-SYT
Tệp kèm theo: bien-ban.pdf, anh.jpg
Chủ trì: Sở Y tế
Văn bản: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, số 05/CT-UBND, mục 2""",
    "duty done late": """\
✅ <b>Lập kế hoạch dùng phần mềm nguồn mở</b>
Hạn thứ Sáu 13/03/2009
Trạng thái: <b>Đã hoàn thành</b>
Ngày hoàn thành: thứ Hai 30/03/2009 (quá hạn)
Kết quả: Biên bản nghiệm thu số 12/BB-SYT
Tệp kèm theo: bien-ban.pdf, anh.jpg
Chủ trì: Sở Y tế
Văn bản: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, số 05/CT-UBND, mục 2""",
    "duty cancelled": """\
🚫 <b>Hoàn thành mạng nội bộ</b>
Hạn thứ Ba 31/03/2009
Trạng thái: <b>Đã hủy</b>
Chủ trì: Sở Y tế
Văn bản: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, số 05/CT-UBND, mục 2""",
    "duty overdue": """\
🔴 <b>Lập kế hoạch dùng phần mềm nguồn mở</b>
Hạn thứ Sáu 13/03/2009 – <b>quá hạn 4 ngày</b>
Trạng thái: <b>Chưa thực hiện</b>
Chủ trì: Sở Y tế
Văn bản: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, số 05/CT-UBND, mục 2""",
    "duty with details": """\
▫️ <b>Hoàn thành mạng nội bộ</b>
Hạn thứ Ba 31/03/2009 – <b>còn 14 ngày</b>
Trạng thái: <b>Chưa thực hiện</b>
Chỉ tiêu: Văn bản lưu chuyển trên mạng, tối thiểu 62,5%
Chủ trì: Sở Y tế
Văn bản: Tăng cường ứng dụng CNTT trong cơ quan nhà nước, mục 2

Sản phẩm: báo cáo
Nơi nhận: Ủy ban nhân dân tỉnh
Phối hợp: Sở TT&amp;TT, VP UBND tỉnh
Ghi chú: Văn bản không nêu tên đơn vị phối hợp.""",
    "list": """\
📋 <b>Nhiệm vụ của Sở Y tế</b>
Tính đến thứ Ba 17/03/2009: 6 nhiệm vụ, <b>1 quá hạn</b> · trang 1/2

🔴 <b>1.</b> Lập kế hoạch dùng phần mềm nguồn mở
Hạn thứ Sáu 13/03/2009 – <b>quá hạn 4 ngày</b>
⏳ <b>2.</b> Rà soát mạng nội bộ
Hạn thứ Ba 17/03/2009 – <b>hôm nay</b>
▫️ <b>3.</b> Ban hành quy chế thư điện tử
Hạn thứ Tư 18/03/2009 – <b>ngày mai</b>
🚧 <b>4.</b> Hoàn thành mạng nội bộ
Hạn thứ Ba 31/03/2009 – <b>còn 14 ngày</b> · Đang vướng mắc
▫️ <b>5.</b> Nâng cao nhận thức về CNTT
Không có thời hạn
✅ <b>6.</b> Cử cán bộ đầu mối
Đã hoàn thành

Cơ quan còn phối hợp thực hiện 2 nhiệm vụ của cơ quan khác.
<i>Bấm số để mở nhiệm vụ.</i>""",
    "ticket": """\
🚧 <b>VM-2009-0001</b> – Đã trả lời
<b>Sở Y tế</b> (Nguyễn Thị Lan), thứ Ba 17/03/2009
Nhiệm vụ: Hoàn thành mạng nội bộ
Hạn thứ Ba 31/03/2009

<blockquote>Chưa có kinh phí mua thiết bị</blockquote>
Tệp kèm theo: du-toan.xlsx
↳ <b>Trần Minh</b>, thứ Tư 18/03/2009: Đã bố trí trong kế hoạch quý II
↳ <b>Nguyễn Thị Lan</b>, thứ Năm 19/03/2009: Xin cảm ơn

<i>Trả lời (Reply) tin này để chuyển ý kiến đến cơ quan.</i>""",
    "ticket opened": """\
🚧 <b>VM-2009-0001</b> – Mới
Đã chuyển đến Sở Thông tin và Truyền thông.
Nhiệm vụ: Hoàn thành mạng nội bộ

<blockquote>Chưa có kinh phí mua thiết bị</blockquote>

<i>Lịch nhắc tạm dừng, thời hạn không đổi. Trả lời (Reply) tin này để bổ sung.</i>""",
    "ticket closed": """\
✔️ <b>VM-2009-0001</b> – Đã giải quyết
Nhiệm vụ: Hoàn thành mạng nội bộ

<i>Lịch nhắc được nối lại. Nếu vẫn còn vướng, mời ông/bà mở nhiệm vụ và chọn 🚧 Vướng mắc.</i>""",
    "word of the ICT department": """\
💬 <b>VM-2009-0001</b> – Hoàn thành mạng nội bộ
<b>Trần Minh</b> (Cơ quan chuyên trách CNTT):

<blockquote>Đã bố trí kinh phí</blockquote>

<i>Trả lời (Reply) tin này để trao đổi tiếp.</i>""",
    "report": """\
📝 <b>Báo cáo 6 tháng đầu năm 2009</b>
Sở Y tế
Chốt số liệu Chủ nhật 14/06/2009
Hạn gửi <b>thứ Ba 16/06/2009</b>
Trạng thái: <b>Đang soạn</b>
Nơi nhận: Ủy ban nhân dân tỉnh, qua Sở Thông tin và Truyền thông

<b>Số liệu đã có</b>
✅ Hoàn thành đúng hạn: <b>3</b>
☑️ Hoàn thành quá hạn: <b>1</b>
▫️ Chưa hoàn thành, trong hạn: <b>5</b>
🔴 Chưa hoàn thành, quá hạn: <b>2</b>
♾️ Không có thời hạn: <b>4</b>

<b>Đã hoàn thành trong kỳ</b>
✅ Cử cán bộ đầu mối

<b>Quá hạn</b>
🔴 Lập kế hoạch dùng phần mềm nguồn mở
Hạn thứ Sáu 13/03/2009 – <b>quá hạn 4 ngày</b>

<b>Đang vướng mắc</b>
🚧 Hoàn thành mạng nội bộ
Hạn thứ Ba 31/03/2009 – <b>còn 14 ngày</b> · Đang vướng mắc

<b>Nội dung cơ quan ghi thêm</b>
Đề nghị tập huấn thêm cho cán bộ.""",
    "board": """\
📝 <b>Báo cáo 6 tháng đầu năm 2009</b>
Hạn gửi thứ Ba 16/06/2009

✅ <b>Đã gửi: 2</b>
Sở Y tế, Sở Nội vụ

✍️ <b>Đang soạn: 1</b>
Sở Tư pháp

▫️ <b>Chưa lập: 2</b>
Thanh tra tỉnh, UBND H. An Phước""",
    "announcement": """\
📄 <b>Tăng cường ứng dụng CNTT trong cơ quan nhà nước</b>
UBND tỉnh, số 05/CT-UBND

Sở Y tế được giao <b>7</b> nhiệm vụ, trong đó <b>2</b> có thời hạn.
Cơ quan còn phối hợp thực hiện <b>1</b> nhiệm vụ của cơ quan khác.

<b>Thời hạn gần nhất</b>
▫️ <b>3.</b> Ban hành quy chế thư điện tử
Hạn thứ Tư 18/03/2009 – <b>ngày mai</b>
▫️ <b>4.</b> Hoàn thành mạng nội bộ
Hạn thứ Ba 31/03/2009 – <b>còn 14 ngày</b>""",
    "announcement of a change": """\
📄 <b>Văn bản chỉ đạo có thay đổi</b>
Tăng cường ứng dụng CNTT trong cơ quan nhà nước

Sở Y tế có <b>2</b> nhiệm vụ mới hoặc được điều chỉnh.""",
    "removed": """\
🚫 <b>Nhiệm vụ được rút khỏi văn bản chỉ đạo</b>
Tăng cường ứng dụng CNTT trong cơ quan nhà nước

Sở Y tế không còn phải thực hiện:
• Hoàn thành mạng nội bộ
• Rà soát mạng nội bộ""",
    "welcome of an officer": """\
✅ Chào ông/bà Nguyễn Thị Lan.
Đã đăng ký: <b>cán bộ đầu mối</b>, Sở Y tế.
Cơ quan đang có <b>7</b> nhiệm vụ cần thực hiện. Gõ /nhiemvu để xem.

Gõ /trogiup để xem hướng dẫn. For English: /ngonngu""",
    "welcome of a head": """\
✅ Chào ông/bà Nguyễn Thị Lan.
Đã đăng ký: <b>thủ trưởng</b>, Sở Y tế.
Cơ quan đang có <b>1</b> nhiệm vụ cần thực hiện. Gõ /nhiemvu để xem.

Gõ /trogiup để xem hướng dẫn. For English: /ngonngu""",
    "welcome of the ICT department": """\
✅ Đã đăng ký nhóm này: <b>chuyên trách CNTT</b>, Sở Y tế.
Vướng mắc, nhiệm vụ quá hạn của các cơ quan, tình hình báo cáo và bản tin tuần được gửi vào đây.
Dùng chức năng Trả lời (Reply) trên tin vướng mắc để chuyển ý kiến đến cơ quan.

Gõ /trogiup để xem hướng dẫn. For English: /ngonngu""",
    "welcome of the leaders": """\
✅ Đã đăng ký nhóm này: <b>lãnh đạo</b>, Sở Y tế.
Bản tin tuần và tình hình báo cáo được gửi vào đây.

Gõ /trogiup để xem hướng dẫn. For English: /ngonngu""",
    "welcome of an administrator": """\
✅ Chào ông/bà Nguyễn Thị Lan.
Đã đăng ký: <b>quản trị viên</b>, Sở Y tế.

Gõ /trogiup để xem hướng dẫn. For English: /ngonngu""",
    "help for an officer": """\
<b>Nhắc Việc</b> nhắc thời hạn các nhiệm vụ được giao và chuyển vướng mắc đến nơi giải quyết.

/nhiemvu – nhiệm vụ của cơ quan, số ngày còn lại
/tuan – bản tin tuần, tính đến lúc này
/baocao – báo cáo định kỳ
/ngonngu – tiếng Việt hoặc English
/huy – hủy nội dung đang nhập dở
/trogiup – hướng dẫn này

<b>Trong mỗi nhiệm vụ</b>
✅ Hoàn thành – ghi một dòng kết quả, có thể kèm tệp.
🚧 Vướng mắc – ghi khó khăn; cơ quan chuyên trách CNTT nhận được ngay, lịch nhắc tạm dừng.
ℹ️ Chi tiết – sản phẩm, nơi nhận, cơ quan phối hợp.""",
    "help for the ICT department": """\
<b>Nhắc Việc</b> nhắc thời hạn các nhiệm vụ được giao và chuyển vướng mắc đến nơi giải quyết.

/tuan – bản tin tuần, tính đến lúc này
/ngonngu – tiếng Việt hoặc English
/trogiup – hướng dẫn này

<b>Khi có vướng mắc</b>
• Dùng chức năng Trả lời (Reply) trên tin có số VM-… để chuyển ý kiến đến cơ quan.
• Bấm ✔️ dưới tin đó để đóng vướng mắc; lịch nhắc được nối lại.""",
    "help for the leaders": """\
<b>Nhắc Việc</b> nhắc thời hạn các nhiệm vụ được giao và chuyển vướng mắc đến nơi giải quyết.

/tuan – bản tin tuần, tính đến lúc này
/ngonngu – tiếng Việt hoặc English
/trogiup – hướng dẫn này""",
    "help for an administrator": """\
<b>Nhắc Việc</b> nhắc thời hạn các nhiệm vụ được giao và chuyển vướng mắc đến nơi giải quyết.

/nhiemvu – nhiệm vụ của cơ quan, số ngày còn lại
/tuan – bản tin tuần, tính đến lúc này
/ngonngu – tiếng Việt hoặc English
/huy – hủy nội dung đang nhập dở
/trogiup – hướng dẫn này""",
}


@pytest.mark.parametrize("name", WHOLE)
def test_it_says_the_whole_message_in_vietnamese(name: str) -> None:
    assert TEXTS.render(SAMPLES[name], "vi") == WHOLE[name]
