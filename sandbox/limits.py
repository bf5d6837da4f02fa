"""Telegram's limits, as python-telegram-bot's constants give them: the one place of the sandbox that reads them."""

from datetime import timedelta

from telegram import constants

TEXT = int(constants.MessageLimit.MAX_TEXT_LENGTH)
CAPTION = int(constants.MessageLimit.CAPTION_LENGTH)
ENTITIES = int(constants.MessageLimit.MESSAGE_ENTITIES)
START_PAYLOAD = int(constants.MessageLimit.DEEP_LINK_LENGTH)

CALLBACK_DATA_BYTES = int(constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
CALLBACK_ANSWER = int(constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
COPY_TEXT = int(constants.InlineKeyboardButtonLimit.MAX_COPY_TEXT)
BUTTONS = int(constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)
PLACEHOLDER = int(constants.ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER)

COMMANDS = int(constants.BotCommandLimit.MAX_COMMAND_NUMBER)
COMMAND = int(constants.BotCommandLimit.MAX_COMMAND)
COMMAND_DESCRIPTION = int(constants.BotCommandLimit.MAX_DESCRIPTION)
DESCRIPTION = int(constants.BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)
SHORT_DESCRIPTION = int(constants.BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)

UPLOAD_BYTES = int(constants.FileSizeLimit.FILESIZE_UPLOAD)
DOWNLOAD_BYTES = int(constants.FileSizeLimit.FILESIZE_DOWNLOAD)
PHOTO_BYTES = int(constants.FileSizeLimit.PHOTOSIZE_UPLOAD)
ALBUM = (int(constants.MediaGroupLimit.MIN_MEDIA_LENGTH), int(constants.MediaGroupLimit.MAX_MEDIA_LENGTH))
BULK = int(constants.BulkRequestLimit.MAX_LIMIT)

UPDATES_AT_ONCE = int(constants.PollingLimit.MAX_LIMIT)
SECRET_TOKEN = int(constants.WebhookLimit.MAX_SECRET_TOKEN_LENGTH)
WEBHOOK_CONNECTIONS = int(constants.WebhookLimit.MAX_CONNECTIONS_LIMIT)
TOPIC_NAME = int(constants.ForumTopicLimit.MAX_NAME_LENGTH)
TOPIC_COLOUR = int(constants.ForumIconColor.BLUE)

MESSAGES_A_SECOND = int(constants.FloodLimit.MESSAGES_PER_SECOND)
MESSAGES_A_SECOND_A_CHAT = int(constants.FloodLimit.MESSAGES_PER_SECOND_PER_CHAT)
MESSAGES_A_MINUTE_A_GROUP = int(constants.FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP)

UPDATE_KINDS = frozenset(str(kind.value) for kind in constants.UpdateType)
CHAT_ACTIONS = frozenset(str(action.value) for action in constants.ChatAction)
ENTITY_KINDS = frozenset(str(kind.value) for kind in constants.MessageEntityType)

# Not among the constants: the Bot API page states the first; the second is what servers are seen to do.
DELETABLE = timedelta(hours=48)
CALLBACK_ANSWERABLE = timedelta(minutes=15)
