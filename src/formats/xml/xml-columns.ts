import type { XmlElementPlan } from './xml-plan.ts';
import { isTextAlone, renderItems, renderList, renderTree, type TreeContext, type XmlElement } from './xml-tree.ts';

/** The values of a record's columns that hold lists and objects. */
export interface RecordTrees {
  /** Takes an element of such a column when it has ended; a list's may repeat. */
  add(plan: XmlElementPlan, element: XmlElement, context: TreeContext): void;
  /** Puts the values in their places. The next record begins empty. */
  takeInto(values: (string | undefined)[]): void;
}

/** An element with nothing but text is that text: `<tags>a;b</tags>` is for the layout to cut. */
export function createRecordTrees(): RecordTrees {
  const values = new Map<number, string>();
  const lists = new Map<number, { items: string[]; elements: number }>();

  function addToList(column: number, items: string[]): number {
    const list = lists.get(column) ?? { items: [], elements: 0 };
    list.items.push(...items);
    list.elements += 1;
    lists.set(column, list);
    return list.elements;
  }

  return {
    add({ column, tree }, element, context) {
      if (tree === null) return;
      if (tree.type === 'list') {
        const elements = addToList(column, renderItems(element, tree.items, context));
        if (elements === 1 && isTextAlone(element)) values.set(column, element.text);
        else values.delete(column);
      } else if (isTextAlone(element)) values.set(column, element.text);
      else if (element.isNil) values.set(column, '');
      else values.set(column, renderTree(element, tree, context));
    },
    takeInto(record) {
      for (const [column, { items }] of lists) record[column] = renderList(items);
      for (const [column, value] of values) record[column] = value;
      lists.clear();
      values.clear();
    },
  };
}
