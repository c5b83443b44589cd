// What lies under the chats: calls, receipts, switches.

export function mountDesk(_root, _hub) {}
