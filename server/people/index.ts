/** The people who sign in: their accounts, agencies and roles. */
export { AddUser, addUser } from "./add-user.ts";
export { ChangeUser, changeUser } from "./change-user.ts";
export { DeactivateUser, deactivateUser } from "./deactivate-user.ts";
export { USER_ROLES, type UserRole } from "./fields.ts";
export { presentUsers, type UserRow } from "./present.ts";
export {
	listUsers,
	managersToChoose,
	PAGE_SIZE,
	type UserFilter,
	type UserListed,
	type UserManaged,
	type UserPage,
	userToManage,
} from "./queries.ts";
export { ReactivateUser, reactivateUser } from "./reactivate-user.ts";
