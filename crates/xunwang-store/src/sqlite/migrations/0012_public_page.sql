-- The public page says when it last changed what it shows of an issued paper; that moment changes with the choice.
drop trigger if exists paper_is_sealed;

create trigger if not exists paper_is_sealed before update of content, draft on paper
when json_extract(old.content, '$.stage') in ('issued', 'dropped')
     and json_remove(new.content, '$.seal.is_public', '$.seal.public_attachments', '$.seal.published_at')
         is not json_remove(old.content, '$.seal.is_public', '$.seal.public_attachments', '$.seal.published_at')
begin
    select raise(abort, 'an issued paper does not change');
end;
