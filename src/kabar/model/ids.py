"""Identifiers: positive integers below 2**31 that rise with insertion and are never used again."""

from typing import NewType

SourceId = NewType("SourceId", int)
EntryId = NewType("EntryId", int)
ArticleId = NewType("ArticleId", int)
StoryId = NewType("StoryId", int)
GroupId = NewType("GroupId", int)
AccountId = NewType("AccountId", int)
FollowId = NewType("FollowId", int)
