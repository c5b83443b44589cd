"""Which handler an update belongs to."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from klyngebot.bot.context import Context
from klyngebot.bot.handlers import (
    acknowledging,
    afterwards,
    announcing,
    audience,
    browsing,
    cards,
    changes,
    composing,
    connecting,
    correcting,
    coverage,
    directory,
    editing,
    exporting,
    fallback,
    importing,
    inviting,
    joining,
    mailbox,
    marking,
    own_data,
    publishing,
    questions,
    replies,
    requests,
    roles,
    subscription,
    visibility,
    vocabulary,
    writing,
)
from klyngebot.render import data
from klyngebot.render.menu import command

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
Handler = BaseHandler[Update, Any, Any]

_COMMANDS: dict[str, Callback] = {
    "start": subscription.start,
    "help": subscription.show_help,
    "settings": subscription.show_settings,
    "stop": subscription.stop,
    "privacy": own_data.show_privacy,
    "partners": browsing.list_categories,
    "find": directory.find,
    "ask": questions.ask,
    "news": publishing.list_news,
    "events": publishing.list_events,
    "add_news": publishing.add_news,
    "add_event": publishing.add_event,
    "announce": composing.announce,
    "announcements": announcing.list_recent,
    "connect": connecting.connect,
    "disconnect": connecting.disconnect_here,
    "mailbox": mailbox.list_open,
    "links": joining.list_links,
    "import": importing.how_to,
    "undo_import": importing.show_latest,
    "export": exporting.offer,
    "waiting": requests.list_waiting,
    "invite": inviting.invite,
    "roles": roles.list_roles,
    "status": announcing.show_status,
    "topics": vocabulary.list_kinds,
    "changes": changes.list_latest,
    "cancel": writing.cancel,
    "me": cards.show_mine,
    "my_partner": cards.show_my_partner,
    "add_partner": editing.add_partner,
    "my_data": own_data.show_data,
    "hide_me": own_data.hide_me,
    "show_me": own_data.show_me,
    "delete_me": own_data.ask_erase,
    "inform": own_data.show_untold,
}

_BUTTONS: dict[type[data.ButtonData], Callback] = {
    data.SetTopic: subscription.set_topic,
    data.SetLocale: subscription.set_locale,
    data.ListNews: publishing.list_news,
    data.ShowNews: publishing.show_news,
    data.ShowCategories: browsing.list_categories,
    data.ShowCategory: browsing.list_category,
    data.ShowPartner: directory.show_partner,
    data.ShowPerson: directory.show_person,
    data.ShowCounties: browsing.list_counties,
    data.ShowCounty: browsing.list_county,
    data.ShowCompetences: browsing.list_competences,
    data.ShowTagged: browsing.list_tagged,
    data.SearchFor: directory.search_for,
    data.OpenPartner: directory.show_partner,
    data.OpenPerson: directory.show_person,
    data.ShowPhone: directory.show_phone,
    data.SaveContact: directory.save_contact,
    data.GetVcard: directory.get_vcard,
    data.Ask: questions.ask,
    data.SendQuestion: questions.send_question,
    data.AnswerQuestion: questions.answer,
    data.SendAnswer: questions.send_answer,
    data.ListMailbox: mailbox.list_some,
    data.ShowQuestion: mailbox.show,
    data.CloseQuestion: mailbox.close,
    data.ReopenQuestion: mailbox.reopen,
    data.ListAnswersTo: mailbox.list_to,
    data.PickPerson: joining.pick,
    data.NotListed: joining.not_listed,
    data.SubmitJoin: joining.submit,
    data.Decide: requests.decide,
    data.Decline: requests.decline,
    data.ApproveAnyway: requests.approve_anyway,
    data.ShowRequest: requests.show,
    data.ListWaiting: requests.list_waiting,
    data.ShowLink: inviting.show_link,
    data.ShowJoinText: inviting.show_text,
    data.AskNewLink: inviting.ask_new_link,
    data.ReplaceLink: inviting.replace_link,
    data.ListInvitable: inviting.list_people,
    data.InvitePerson: inviting.invite_person,
    data.ShowInvite: inviting.show_invitation,
    data.ShowCoverage: coverage.list_partners,
    data.ShowCovered: coverage.show_partner,
    data.ShowMember: coverage.show_person,
    data.AskEnd: coverage.ask_end,
    data.EndMembership: coverage.end,
    data.AskPartnerLeaves: coverage.ask_leave,
    data.PartnerLeaves: coverage.leave,
    data.PartnerBack: coverage.come_back,
    data.ListRoles: roles.list_roles,
    data.ShowRoles: roles.show,
    data.AskRole: roles.ask,
    data.SetRole: roles.set_role,
    data.ChooseTopic: publishing.choose_topic,
    data.Publish: publishing.publish,
    data.GoBack: writing.go_back,
    data.Cancel: writing.cancel_draft,
    data.Resume: writing.resume,
    data.BeginAnnouncement: composing.begin,
    data.WriteAnnouncement: composing.write,
    data.CopyAnnouncement: composing.copy,
    data.DropPart: composing.drop_part,
    data.PutAway: composing.put_away,
    data.AskDelete: composing.ask_delete,
    data.DeleteAnnouncement: composing.delete,
    data.PreviewAnnouncement: composing.preview,
    data.ShowDesk: composing.show_desk,
    data.TestToMe: composing.test_to_me,
    data.ShowMarks: composing.show_marks,
    data.SetMark: composing.set_mark,
    data.SetAcknowledging: composing.set_acknowledging,
    data.ShowLanguages: composing.show_languages,
    data.AskDue: composing.ask_due,
    data.ClearDue: composing.clear_due,
    data.AskConfirm: composing.ask_confirm,
    data.ConfirmAnnouncement: announcing.confirm,
    data.TakeBack: announcing.take_back,
    data.Pause: announcing.pause,
    data.GoOn: announcing.go_on,
    data.AskCancel: announcing.ask_cancel,
    data.CancelBroadcast: announcing.cancel,
    data.ListAnnouncements: announcing.list_recent,
    data.ShowAccount: announcing.show_account,
    data.SendAgain: announcing.send_again,
    data.LeaveUncertain: announcing.leave,
    data.ShowAudience: audience.show,
    data.ChooseAll: audience.choose_all,
    data.ShowSelection: audience.show_selection,
    data.ShowAudienceValues: audience.show_values,
    data.SetAudienceValue: audience.set_value,
    data.RemoveSelection: audience.remove,
    data.TakeNewcomers: audience.take_newcomers,
    data.AskWhy: audience.tell_why,
    data.ShowChats: connecting.show_chats,
    data.SetChat: connecting.set_chat,
    data.SetPeople: connecting.set_people,
    data.Disconnect: connecting.disconnect,
    data.ChooseCorrected: correcting.choose,
    data.CorrectPart: correcting.begin,
    data.DecideCorrection: correcting.decide,
    data.AskWithdraw: correcting.ask_withdraw,
    data.Withdraw: correcting.withdraw,
    data.ShowChange: correcting.show_change,
    data.Acknowledge: acknowledging.acknowledge,
    data.ShowConfirmations: acknowledging.show_confirmations,
    data.AskRemind: acknowledging.ask_remind,
    data.Remind: acknowledging.remind,
    data.ShowStandings: acknowledging.show_standings,
    data.ShowPartnerAccount: afterwards.show_partners,
    data.TakeAccount: afterwards.take_account,
    data.ShowUnreached: afterwards.show_unreached,
    data.TakeAddresses: afterwards.take_addresses,
    data.ShowUnreachable: afterwards.show_unreachable,
    data.ShowLost: afterwards.show_lost,
    data.ShowMyCard: cards.show_mine,
    data.ShowPersonSheet: cards.show_person,
    data.ShowPartnerSheet: cards.show_partner,
    data.ChoosePersonEntry: cards.choose_person_entry,
    data.ChoosePartnerEntry: cards.choose_partner_entry,
    data.EditPerson: editing.edit_person,
    data.EditPartner: editing.edit_partner,
    data.ClearEntry: editing.clear,
    data.UseMine: editing.use_mine,
    data.LetBe: editing.let_be,
    data.ShowSeenBy: visibility.show_seen_by,
    data.ChooseSeenBy: visibility.choose_seen_by,
    data.SetSeenBy: visibility.set_seen_by,
    data.ShowPersonTerms: marking.show_person_terms,
    data.SetPersonTerm: marking.set_person_term,
    data.ShowPartnerTerms: marking.show_partner_terms,
    data.SetPartnerTerm: marking.set_partner_term,
    data.ShowPartnerCategories: marking.show_categories,
    data.SetCategory: marking.set_category,
    data.SetStanding: marking.set_standing,
    data.AddColleague: editing.add_colleague,
    data.SkipField: editing.skip,
    data.ConfirmPerson: editing.confirm_person,
    data.ChooseCategory: editing.choose_category,
    data.ConfirmPartner: editing.confirm_partner,
    data.AskLeave: cards.ask_leave,
    data.Leave: cards.leave,
    data.HideMe: cards.hide_me,
    data.Hide: cards.hide,
    data.ShowMyData: own_data.show_data,
    data.AskErase: own_data.ask_erase,
    data.EraseMe: own_data.erase_me,
    data.AskErasePerson: own_data.ask_erase_person,
    data.ErasePerson: own_data.erase_person,
    data.ConfirmInformed: own_data.confirm_informed,
    data.ShowPrivacy: own_data.show_privacy_page,
    data.ApplyImport: importing.apply,
    data.ShowImportRows: importing.show_rows,
    data.ChooseColumn: importing.choose,
    data.DropImport: importing.drop,
    data.UndoImport: importing.undo,
    data.TakeExport: exporting.take,
    data.ShowVocabulary: vocabulary.list_kinds,
    data.ShowTerms: vocabulary.list_terms,
    data.ShowTerm: vocabulary.show_term,
    data.AddTerm: vocabulary.add,
    data.FillRest: vocabulary.fill_rest,
    data.RenameTerm: vocabulary.rename,
    data.ReplaceSynonyms: vocabulary.replace_synonyms,
    data.RetireTerm: vocabulary.set_retired,
    data.SaveTerm: vocabulary.save,
    data.SpreadTopic: vocabulary.spread,
    data.ShowChanges: changes.show_before,
}


class ButtonHandler(BaseHandler[Update, Context, None]):
    """Taps on any button: the typed data says which callback."""

    def check_update(self, update: object) -> bool:
        """Return whether ``update`` is a tap."""
        return isinstance(update, Update) and update.callback_query is not None

    def collect_additional_context(
        self,
        context: Context,
        update: Update,
        application: Any,  # noqa: ARG002
        check_result: Any,  # noqa: ARG002
    ) -> None:
        """Give the handler what the button carries."""
        assert update.callback_query is not None
        context.data = data.decode(update.callback_query.data or "")


async def _tapped(update: Update, context: Context) -> None:
    await _BUTTONS.get(type(context.data), fallback.stale_button)(update, context)


_PRIVATE_TEXT = filters.ChatType.PRIVATE & filters.TEXT


def handlers() -> list[Handler]:
    """Return the handlers, in the order they are tried."""
    new = filters.UpdateType.MESSAGE
    return [
        ChatMemberHandler(subscription.note_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, connecting.note_migration),
        ButtonHandler(_tapped),
        *(
            CommandHandler(
                command(key).all_names,
                _COMMANDS[key],
                filters=filters.UpdateType.CHANNEL_POST & ~filters.FORWARDED,
            )
            for key in ("connect", "disconnect")
        ),
        *(
            # What is forwarded somebody else has written: it is no command of who forwards it.
            CommandHandler(command(key).all_names, callback, filters=new & ~filters.FORWARDED)
            for key, callback in _COMMANDS.items()
        ),
        MessageHandler(
            filters.UpdateType.EDITED_MESSAGE
            & filters.ChatType.PRIVATE
            & (filters.TEXT | filters.PHOTO | filters.Document.ALL)
            & ~filters.COMMAND,
            replies.or_correction(composing.take_correction),
        ),
        MessageHandler(new & filters.ChatType.PRIVATE & filters.COMMAND, fallback.unknown_command),
        MessageHandler(new & _PRIVATE_TEXT, replies.or_reply(writing.take_text)),
        MessageHandler(
            new & filters.ChatType.PRIVATE & filters.Document.ALL,
            replies.or_reply(importing.take_file),
        ),
        MessageHandler(
            new & filters.ChatType.PRIVATE & filters.PHOTO, replies.or_reply(composing.take_media)
        ),
        MessageHandler(
            new & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL,
            replies.or_reply(writing.refuse_media),
        ),
    ]
